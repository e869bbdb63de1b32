import type { AudioInfo } from './job.ts';

/** Ids of the elements that matter (RFC 9559); those that only hold others are entered. */
const HOLDERS = new Set([0x18538067, 0x1549a966, 0x1654ae6b, 0xae, 0x1f43b675, 0xa0]);
const CLUSTER_TIME = 0xe7;
const TIME_SCALE = 0x2ad7b1;
const TRACK_TYPE = 0x83;
const BLOCKS = new Set([0xa3, 0xa1]);
const BLOCK_DURATION = 0x9b;

/** Nanoseconds of a tick, unless the file says otherwise. */
const USUAL_SCALE = 1_000_000;
const VIDEO_TRACK_ID = 1;

/**
 * The length of a WebM file by the time of its last block: browsers write none into what they record, and clusters of
 * unknown size. Elements are read one after the other; entering one is just reading on. A file that is cut off is read up
 * to there, as browsers play it.
 * @throws Error for a file without sound or film
 */
export function measureWebm(file: Buffer): AudioInfo {
  let scale = USUAL_SCALE;
  let cluster = 0;
  let block = 0;
  let end = 0;
  let video = false;
  for (let at = 0; at < file.length;) {
    const id = number(file, at, true);
    const size = id && number(file, id.end, false);
    if (!size) break;
    at = size.end;
    if (HOLDERS.has(id.value)) continue;
    const next = at + size.value;
    if (!Number.isSafeInteger(next) || next > file.length) break;
    if (id.value === TIME_SCALE) scale = unsigned(file, at, next);
    if (id.value === TRACK_TYPE) video ||= unsigned(file, at, next) === VIDEO_TRACK_ID;
    if (id.value === CLUSTER_TIME) cluster = unsigned(file, at, next);
    if (BLOCKS.has(id.value)) block = cluster + timeInCluster(file, at);
    if (id.value === BLOCK_DURATION) block += unsigned(file, at, next);
    end = Math.max(end, block);
    at = next;
  }
  const durationMs = Math.round((end * scale) / 1e6);
  if (!durationMs && !video) throw new Error('no sound');
  return { durationMs, video };
}

/** The time of a block stands after the number of its track. */
function timeInCluster(file: Buffer, at: number): number {
  const track = number(file, at, false);
  return track && track.end + 2 <= file.length ? file.readInt16BE(track.end) : 0;
}

/** A number whose first byte tells its length; ids keep the mark of the length. Undefined where the file is cut off. */
function number(file: Buffer, at: number, keepMark: boolean): { value: number; end: number } | undefined {
  const first = file[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (length > 8 || at + length > file.length) return undefined;
  let value = keepMark ? first : first & (0xff >> length);
  for (let i = 1; i < length; i++) value = value * 256 + file.readUInt8(at + i);
  return { value, end: at + length };
}

function unsigned(file: Buffer, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 256 + file.readUInt8(at);
  return value;
}
