import { readFile, writeFile } from 'node:fs/promises';
import { deflateSync, inflateSync } from 'node:zlib';
import { limits } from '../../shared/limits.ts';
import { pngChunk, pngChunks, PNG_SIGNATURE } from './png-chunks.ts';

/** An animated PNG, made anew of its pixels. */
export interface RebuiltApng {
  width: number;
  height: number;
  writeTo: (path: string) => Promise<void>;
}

interface PngHeader {
  width: number;
  height: number;
  bitsPerPixel: number;
  interlaced: boolean;
  data: Buffer;
}

interface ApngFrame {
  /** `fcTL` without its number; undefined for a default image that is no frame of the animation. */
  control: Buffer | undefined;
  compressed: Buffer[];
}

interface ApngParts {
  header: PngHeader;
  plays: number;
  /** Palette, transparency and colour space. */
  colours: Buffer[];
  frames: ApngFrame[];
}

const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** What is kept beside the frames, with its greatest size; texts, times, profiles and what is not known are left out. */
const KEPT: Record<string, number> = { PLTE: 768, tRNS: 256, sRGB: 1, gAMA: 4, cHRM: 32 };
/** Adam7: first column, first row, and steps of each pass. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const MAX_FILTER = 4;
/** Near the size of the usual level, in half the time. */
const COMPRESSION = { level: 4 };

/**
 * libvips reads the first frame of an animated PNG only. So each frame is unpacked here, within its exact size, and packed
 * anew: like any picture, nothing but its pixels comes through. Frames after a damaged one are left out.
 * @returns undefined for a PNG that does not move; `too-large` where all frames together are more than is decoded
 */
export async function rebuildApng(path: string): Promise<RebuiltApng | 'too-large' | undefined> {
  const parts = partsOf(await readFile(path));
  if (!parts) return undefined;
  const { width, height } = parts.header;
  const { frames, shownSide, animationPixels } = limits;
  const pixels = width * height * parts.frames.length;
  if (parts.frames.length > frames || Math.max(width, height) > shownSide || pixels > animationPixels)
    return 'too-large';
  const rebuilt: ApngFrame[] = [];
  for (const frame of parts.frames) {
    const packed = repacked(frame, parts.header);
    if (!packed) break;
    rebuilt.push({ control: frame.control, compressed: [packed] });
  }
  if (rebuilt.filter(({ control }) => control).length < 2) return undefined;
  return { width, height, writeTo: (out) => writeFile(out, assembled({ ...parts, frames: rebuilt })) };
}

function partsOf(file: Buffer): ApngParts | undefined {
  let header: PngHeader | undefined;
  let plays: number | undefined;
  let control: Buffer | undefined;
  const colours: Buffer[] = [];
  const frames: ApngFrame[] = [];
  for (const { type, data } of pngChunks(file)) {
    if (type === 'IHDR') header = headerOf(data);
    if (type === 'acTL' && data.length === 8 && !frames.length) plays = data.readUInt32BE(4);
    if (data.length <= (KEPT[type] ?? -1) && !frames.length) colours.push(pngChunk(type, data));
    if (type === 'fcTL' && data.length === 26) {
      control = data.subarray(4);
      if (frames.length) frames.push({ control, compressed: [] });
    }
    if (type === 'IDAT' && frames.length <= 1) (frames[0] ??= { control, compressed: [] }).compressed.push(data);
    if (type === 'fdAT' && data.length > 4) frames.at(-1)?.compressed.push(data.subarray(4));
  }
  return header && plays !== undefined ? { header, plays, colours, frames } : undefined;
}

function headerOf(data: Buffer): PngHeader | undefined {
  const channels = CHANNELS[data[9] ?? -1];
  if (data.length !== 13 || !channels) return undefined;
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
  return { width, height, bitsPerPixel: channels * data.readUInt8(8), interlaced: data[12] === 1, data };
}

/** The frame's pixels, packed anew; undefined where they are not exactly as many as they must be. */
function repacked({ control, compressed }: ApngFrame, header: PngHeader): Buffer | undefined {
  const [width, height] = control ? [control.readUInt32BE(0), control.readUInt32BE(4)] : [header.width, header.height];
  if (control && !isWithin(control, header)) return undefined;
  const rows = rowLengths(width, height, header);
  const bytes = rows.reduce((sum, length) => sum + length, 0);
  try {
    const pixels = inflateSync(Buffer.concat(compressed), { maxOutputLength: bytes });
    return pixels.length === bytes && areFiltersKnown(pixels, rows) ? deflateSync(pixels, COMPRESSION) : undefined;
  } catch {
    return undefined;
  }
}

function isWithin(control: Buffer, { width, height }: PngHeader): boolean {
  const [w = 0, h = 0, x = 0, y = 0] = [0, 4, 8, 12].map((at) => control.readUInt32BE(at));
  return (
    w > 0 && h > 0 && x + w <= width && y + h <= height && control.readUInt8(20) <= 2 && control.readUInt8(21) <= 1
  );
}

/** Bytes of each row, the byte that names its filter included. */
function rowLengths(width: number, height: number, { bitsPerPixel, interlaced }: PngHeader): number[] {
  const passes = interlaced ? PASSES : ([[0, 0, 1, 1]] as const);
  return passes.flatMap(([left, top, across, down]) => {
    const columns = Math.ceil((width - left) / across);
    const rows = Math.ceil((height - top) / down);
    return columns > 0 && rows > 0
      ? Array.from({ length: rows }, () => 1 + Math.ceil((columns * bitsPerPixel) / 8))
      : [];
  });
}

function areFiltersKnown(pixels: Buffer, rows: number[]): boolean {
  let at = 0;
  return rows.every((length) => {
    const isKnown = (pixels[at] ?? 0) <= MAX_FILTER;
    at += length;
    return isKnown;
  });
}

function assembled({ header, plays, colours, frames }: ApngParts): Buffer {
  let sequence = 0;
  const numbered = (data: Buffer) => {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(sequence++);
    return Buffer.concat([number, data]);
  };
  const animation = Buffer.alloc(8);
  animation.writeUInt32BE(frames.filter(({ control }) => control).length, 0);
  animation.writeUInt32BE(plays, 4);
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', header.data),
    ...colours,
    pngChunk('acTL', animation),
    ...frames.flatMap(({ control, compressed: [pixels = Buffer.alloc(0)] }, i) => [
      ...(control ? [pngChunk('fcTL', numbered(control))] : []),
      i === 0 ? pngChunk('IDAT', pixels) : pngChunk('fdAT', numbered(pixels)),
    ]),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}
