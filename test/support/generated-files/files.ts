import { crc32, deflateRawSync, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** Real files, generated where they are needed. */

export const png = (width = 60, height = 40): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();

/** Lies on its side, as cameras write it, and tells where it was taken. */
export const photo = (): Promise<Buffer> =>
  sharp({ create: { width: 80, height: 60, channels: 3, background: 'olive' } })
    .jpeg()
    .withExif({
      IFD0: { Make: 'Tell-Tale Camera', Orientation: '6' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '52/1 31/1 12/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '13/1 24/1 18/1',
      },
    })
    .withMetadata({ orientation: 6 })
    .toBuffer();

/** @param frames each of one pixel */
export function gif(frames: number, width = 1, height = 1): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width, 0);
  size.writeUInt16LE(height, 2);
  const screen = Buffer.concat([Buffer.from('GIF89a'), size, Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255])]);
  // Black and white in turn: equal frames would be made one.
  const pixel = (i: number) => Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, i % 2 ? 0x4c : 0x44, 0x01, 0]);
  const delay = Buffer.from([0x21, 0xf9, 4, 0, 10, 0, 0, 0]);
  return Buffer.concat([
    screen,
    ...Array.from({ length: frames }, (_, i) => Buffer.concat([delay, pixel(i)])),
    Buffer.from([0x3b]),
  ]);
}

/** Says that it is as large as that, and holds a few bytes. */
export function hugePng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** PCM, mono, 8 bits. */
export function wav(seconds: number, rate = 8_000): Buffer {
  const data = Buffer.alloc(seconds * rate, 128);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** MPEG 1 layer III at 128 kbit/s and 44.1 kHz: frames of silence, 1152 samples each. */
export function mp3(seconds: number): Buffer {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0x00]);
  return Buffer.concat(Array.from({ length: Math.round((seconds * 44_100) / 1152) }, () => frame));
}

/** As a browser records it: no duration anywhere, the segment and its clusters of unknown size. */
export function webm(seconds: number, { video = false } = {}): Buffer {
  const element = (id: string, data: Buffer) => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(0x10000000 | data.length);
    return Buffer.concat([Buffer.from(id, 'hex'), size, data]);
  };
  const open = (id: string) => Buffer.from(`${id}01ffffffffffffff`, 'hex');
  const track = element(
    'ae',
    Buffer.concat([element('d7', Buffer.from([1])), element('83', Buffer.from([video ? 1 : 2]))]),
  );
  const clusters = Array.from({ length: seconds }, (_, second) => {
    const time = Buffer.alloc(4);
    time.writeUInt32BE(second * 1000);
    const block = (ms: number) => element('a3', Buffer.from([0x81, ms >> 8, ms & 255, 0x80, 1, 2, 3]));
    return Buffer.concat([open('1f43b675'), element('e7', time), block(0), block(500), block(999)]);
  });
  return Buffer.concat([
    element('1a45dfa3', element('4282', Buffer.from('webm'))),
    open('18538067'),
    element('1549a966', element('2ad7b1', Buffer.from([0x0f, 0x42, 0x40]))),
    element('1654ae6b', track),
    ...clusters,
  ]);
}

export interface ZipEntry {
  name: string;
  data?: Buffer;
  /** What the list says it unpacks to; else the truth. */
  claims?: number;
  link?: boolean;
}

export function zip(files: ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const { name, data = Buffer.from('hello'), claims = data.length, link = false } of files) {
    const title = Buffer.from(name);
    const packed = deflateRawSync(data);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(0x0800, 2); // names in UTF-8
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(data), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(claims, 18);
    facts.writeUInt16LE(title.length, 22);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(link ? (0o120777 << 16) >>> 0 : 0, 6);
    entry.writeUInt32LE(at, 10);
    const made = Buffer.from([20, 3]); // by Unix: the rights of files mean something
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, title, packed]);
    list.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), made, facts, entry, title]));
    parts.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, directory, end]);
}

/** Ogg pages with an Opus head; the last one tells how many samples (48 a millisecond) there are. */
export function ogg(seconds: number): Buffer {
  const head = Buffer.concat([Buffer.from('OpusHead'), Buffer.from([1, 1, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0])]);
  const tags = Buffer.concat([Buffer.from('OpusTags'), Buffer.from([0, 0, 0, 0, 0, 0, 0, 0])]);
  const page = (kind: number, granule: number, place: number, packet: Buffer) => {
    const top = Buffer.alloc(28);
    top.write('OggS');
    top[5] = kind;
    top.writeBigUInt64LE(BigInt(granule), 6);
    top.writeUInt32LE(7, 14);
    top.writeUInt32LE(place, 18);
    top[26] = 1;
    top[27] = packet.length;
    const whole = Buffer.concat([top, packet]);
    whole.writeUInt32LE(oggSum(whole), 22);
    return whole;
  };
  return Buffer.concat([
    page(2, 0, 0, head),
    page(0, 0, 1, tags),
    page(4, seconds * 48_000, 2, Buffer.from([0xfc, 0xff, 0xfe])),
  ]);
}

function oggSum(page: Buffer): number {
  let sum = 0;
  for (const byte of page) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  }
  return sum >>> 0;
}

/** A head that says how long the sound is, and a sound track. */
export function m4a(seconds: number): Buffer {
  const box = (name: string, ...inner: Buffer[]) => {
    const data = Buffer.concat(inner);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length + 8);
    return Buffer.concat([size, Buffer.from(name), data]);
  };
  const words = (...values: number[]) => {
    const data = Buffer.alloc(values.length * 4);
    values.forEach((value, i) => data.writeUInt32BE(value >>> 0, i * 4));
    return data;
  };
  const length = seconds * 1000;
  const head = box(
    'mvhd',
    words(
      0,
      0,
      0,
      1000,
      length,
      0x10000,
      0x01000000,
      0,
      0,
      0x10000,
      0,
      0,
      0,
      0x10000,
      0,
      0,
      0,
      0x40000000,
      0,
      0,
      0,
      0,
      0,
      0,
      2,
    ),
  );
  const sample = box('mp4a', words(0, 1, 0, 0, 0x00010010, 0, (8000 << 16) >>> 0));
  const table = box(
    'stbl',
    box('stsd', words(0, 1), sample),
    box('stts', words(0, 1, 1, length)),
    box('stsc', words(0, 1, 1, 1, 1)),
    box('stsz', words(0, 4, 1)),
    box('stco', words(0, 1, 0)),
  );
  const media = box(
    'mdia',
    box('mdhd', words(0, 0, 0, 1000, length, 0x55c40000)),
    box('hdlr', words(0, 0), Buffer.from('soun'), words(0, 0, 0), Buffer.from([0])),
    box('minf', table),
  );
  const track = box(
    'trak',
    box(
      'tkhd',
      words(3, 0, 0, 1, 0, length, 0, 0, 0, 0x01000000, 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000, 0, 0),
    ),
    media,
  );
  return Buffer.concat([
    box('ftyp', Buffer.from('M4A '), words(0), Buffer.from('M4A ')),
    box('moov', head, track),
    box('mdat', words(0)),
  ]);
}
