import { crc32 } from 'node:zlib';

export interface PngChunk {
  type: string;
  data: Buffer;
}

export const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const MAX_CHUNKS = 100_000;

/** The chunks of a PNG up to its end, or to where it is cut off or damaged. */
export function* pngChunks(file: Buffer): Generator<PngChunk> {
  let at = PNG_SIGNATURE.length;
  for (let count = 0; at + 12 <= file.length && count < MAX_CHUNKS; count++) {
    const end = at + 12 + file.readUInt32BE(at);
    if (end > file.length || crc32(file.subarray(at + 4, end - 4)) !== file.readUInt32BE(end - 4)) return;
    const type = file.toString('latin1', at + 4, at + 8);
    yield { type, data: file.subarray(at + 8, end - 4) };
    if (type === 'IEND') return;
    at = end;
  }
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), data.length + 8);
  return chunk;
}
