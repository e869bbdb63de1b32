import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** Pictures that cameras and programs write, and decoders stumble over. */

/** Of so many pixels, cheap to make; a JPEG as phones and stitchers write it. */
export const largeJpeg = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: 'teal' }, limitInputPixels: false })
    .jpeg({ quality: 60 })
    .toBuffer();

const jpeg = () =>
  sharp({
    create: { width: 300, height: 200, channels: 3, background: 'teal', noise: { type: 'gaussian', mean: 128, sigma: 30 } },
  })
    .jpeg()
    .toBuffer(); // prettier-ignore

/** With the parameters of a progressive scan in a sequential file, as older Samsung phones write them. */
export async function samsungJpeg(): Promise<Buffer> {
  const bytes = await jpeg();
  const scan = bytes.indexOf(Buffer.from([0xff, 0xda]));
  const components = bytes.readUInt8(scan + 4);
  bytes.set([0, 0, 0], scan + 5 + 2 * components);
  return bytes;
}

export const jpegWithoutEnd = async (): Promise<Buffer> => (await jpeg()).subarray(0, -2);

export async function cutJpeg(): Promise<Buffer> {
  const bytes = await jpeg();
  return bytes.subarray(0, Math.floor(bytes.length * 0.6));
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function words(...values: number[]): Buffer {
  const data = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => data.writeUInt32BE(value, i * 4));
  return data;
}

/**
 * An animated PNG of grey squares, each frame darker.
 * @param secret what a text chunk in it says
 */
export function apng(frames: number, side = 8, secret = ''): Buffer {
  const pixels = (grey: number) =>
    deflateSync(
      Buffer.concat(Array.from({ length: side }, () => Buffer.concat([Buffer.from([0]), Buffer.alloc(side, grey)]))),
    );
  let sequence = 0;
  const control = () =>
    chunk('fcTL', Buffer.concat([words(sequence++, side, side, 0, 0), Buffer.from([0, 1, 0, 10, 0, 0])]));
  const header = Buffer.concat([words(side, side), Buffer.from([8, 0, 0, 0, 0])]);
  const parts = Array.from({ length: frames }, (_, i) => {
    const first = control();
    const data = pixels(255 - (i % 200));
    return Buffer.concat([first, i ? chunk('fdAT', Buffer.concat([words(sequence++), data])) : chunk('IDAT', data)]);
  }); // prettier-ignore
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...(secret ? [chunk('tEXt', Buffer.from(`Comment\0${secret}`))] : []),
    chunk('acTL', words(frames, 0)),
    ...parts,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Frames of noise-free squares, each another; as large as asked for. */
export function largeGif(frames: number, width: number, height: number): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * frames * 3);
  for (let frame = 0; frame < frames; frame++)
    pixels.fill((frame * 37) & 0xff, frame * width * height * 3, (frame + 1) * width * height * 3);
  const raw = { width, height: height * frames, channels: 3, pageHeight: height } as const;
  return sharp(pixels, { raw, limitInputPixels: false }).gif({ effort: 1, dither: 0 }).toBuffer();
}

/** Black, 16 bits a channel, in seven passes, which a decoder must hold as a whole. */
export function interlacedPng(width: number, height: number): Buffer {
  const rows = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const;
  const bytes = rows.reduce((sum, [left, top, across, down]) => {
    return sum + Math.ceil((height - top) / down) * (1 + 8 * Math.ceil((width - left) / across));
  }, 0);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Buffer.concat([words(width, height), Buffer.from([16, 6, 0, 0, 1])])),
    chunk('IDAT', deflateSync(Buffer.alloc(bytes), { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
