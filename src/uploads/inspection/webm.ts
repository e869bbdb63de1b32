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
 * The length of a WebM file by the time of its last block: browsers record neither a duration nor the size of clusters.
 * Elements are read in sequence; to enter an element is to read on.
 * @throws Error when an element reaches beyond the end
 */
export function measureWebm(file: Buffer): AudioInfo {
  let scale = USUAL_SCALE;
  let cluster = 0;
  let block = 0;
  let end = 0;
  let video = false;
  for (let at = 0; at < file.length;) {
    const id = number(file, at, true);
    const size = number(file, id.end, false);
    at = size.end;
    if (HOLDERS.has(id.value)) continue;
    const next = at + size.value;
    if (!Number.isSafeInteger(next) || next > file.length) throw new Error('cut off');
    if (id.value === TIME_SCALE) scale = unsigned(file, at, next);
    if (id.value === TRACK_TYPE) video ||= unsigned(file, at, next) === VIDEO_TRACK_ID;
    if (id.value === CLUSTER_TIME) cluster = unsigned(file, at, next);
    if (BLOCKS.has(id.value)) block = cluster + file.readInt16BE(number(file, at, false).end);
    if (id.value === BLOCK_DURATION) block += unsigned(file, at, next);
    end = Math.max(end, block);
    at = next;
  }
  const durationMs = Math.round((end * scale) / 1e6);
  if (!durationMs && !video) throw new Error('no sound');
  return { durationMs, video };
}

/** A number whose first byte encodes its length; ids include the length marker. */
function number(file: Buffer, at: number, keepMark: boolean): { value: number; end: number } {
  const first = file.readUInt8(at);
  const length = Math.clz32(first) - 23;
  if (length > 8) throw new Error('no number');
  let value = keepMark ? first : first & (0xff >> length);
  for (let i = 1; i < length; i++) value = value * 256 + file.readUInt8(at + i);
  return { value, end: at + length };
}

function unsigned(file: Buffer, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 256 + file.readUInt8(at);
  return value;
}
