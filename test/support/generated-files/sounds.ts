/** Sounds and films as recorders and cameras write them. */

function box(name: string, ...inner: Buffer[]): Buffer {
  const data = Buffer.concat(inner);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length + 8);
  return Buffer.concat([size, Buffer.from(name), data]);
}

function words(...values: number[]): Buffer {
  const data = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => data.writeUInt32BE(value >>> 0, i * 4));
  return data;
}

const handler = (type: string) => box('hdlr', words(0, 0), Buffer.from(type), words(0, 0, 0), Buffer.from([0]));

/**
 * As GStreamer records it in WebKitGTK: no duration at the front, the sound in fragments of a second, and the metadata of
 * the track with a handler of their own.
 */
export function fragmentedMp4(seconds: number, kind: 'soun' | 'vide' = 'soun'): Buffer {
  const media = box(
    'mdia',
    box('mdhd', words(0, 0, 0, 48_000, 0, 0x55c40000)),
    handler(kind),
    box('minf', box('stbl')),
  );
  const track = box(
    'trak',
    box('tkhd', words(7, 0, 0, 1, 0, 0), Buffer.alloc(60)),
    media,
    box('udta', box('meta', words(0), handler('mdir'))),
  );
  const head = box(
    'moov',
    box('mvhd', words(0, 0, 0, 1000, 0), Buffer.alloc(80)),
    track,
    box('mvex', box('trex', words(0, 1, 1, 0, 0, 0))),
  );
  const fragments = Array.from({ length: seconds }, (_, second) => {
    const samples = Array.from({ length: 10 }, () => [4800, 4]).flat(); // duration and size of each
    const run = box('trun', words(0x000301, 10, 0, ...samples));
    const start = box('tfdt', words(0, second * 48_000));
    const fragment = box('traf', box('tfhd', words(0x020000, 1)), start, run);
    return Buffer.concat([box('moof', box('mfhd', words(0, second + 1)), fragment), box('mdat', Buffer.alloc(40))]);
  });
  return Buffer.concat([box('ftyp', Buffer.from('iso5'), words(0), Buffer.from('iso5')), head, ...fragments]);
}

/** A film without `ftyp`, which begins with an atom of QuickTime. */
export function quickTime(first: string, kind: 'soun' | 'vide' = 'vide'): Buffer {
  const media = box('mdia', box('mdhd', words(0, 0, 0, 600, 1200, 0)), handler(kind));
  const film = box('moov', box('mvhd', words(0, 0, 0, 600, 1200), Buffer.alloc(80)), box('trak', box('tkhd', words(0, 0, 0, 1, 0, 1200)), media)); // prettier-ignore
  if (first === 'moov') return Buffer.concat([film, box('mdat', Buffer.alloc(40))]);
  return Buffer.concat([box(first, Buffer.alloc(first === 'mdat' ? 40 : 0)), film]);
}

/** A head that tells how many samples there are (16 bits, mono, 8 kHz), and some bytes. */
export function flac(seconds: number): Buffer {
  const info = Buffer.alloc(34);
  info.writeUInt16BE(4096, 0);
  info.writeUInt16BE(4096, 2);
  const rate = BigInt(8_000) << 44n;
  info.writeBigUInt64BE(rate | (15n << 36n) | BigInt(seconds * 8_000), 10);
  return Buffer.concat([Buffer.from('fLaC'), Buffer.from([0x80, 0, 0, 34]), info, Buffer.alloc(100)]);
}

/** ADTS frames at 44.1 kHz, 1,024 samples each. */
export function aac(seconds: number): Buffer {
  const length = 64;
  const frame = Buffer.alloc(length);
  frame.set([0xff, 0xf1, 0x50, 0x40 | (length >> 11), (length >> 3) & 0xff, ((length & 7) << 5) | 0x1f, 0xfc]);
  return Buffer.concat(Array.from({ length: Math.round((seconds * 44_100) / 1024) }, () => frame));
}
