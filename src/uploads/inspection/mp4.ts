import type { AudioInfo } from './job.ts';

/** Boxes that hold only others (ISO/IEC 14496-12); all others are skipped or read by name. */
const CONTAINERS = new Set(['moov', 'trak', 'mdia', 'moof', 'traf', 'mvex']);
const MAX_BOXES = 200_000;

interface Box {
  type: string;
  start: number;
  end: number;
  parent: string;
}

interface Track {
  id: number;
  handler: string;
  timescale: number;
  /** In ticks of the track's timescale. */
  duration: number;
  /** Ticks of a sample in fragments, where the fragment does not say. */
  sampleDuration: number;
}

/**
 * The length and kind of an MP4 or QuickTime file, by the boxes of each track (`mdhd`, `hdlr`) and of its fragments.
 * Recorders write no length at the front, and some (GStreamer, in WebKitGTK) a second `hdlr` inside the track, of its
 * metadata, which `music-metadata` takes for the track's own. A file that is cut off is read up to there.
 * @throws Error for a file without a track that can be played
 */
export function measureMp4(file: Buffer): AudioInfo {
  const tracks: Track[] = [];
  let fragment: Track | undefined;
  let fragmentSampleDuration = 0;
  for (const box of boxesOf(file)) {
    const at = box.start;
    const last = tracks.at(-1);
    if (box.type === 'trak') tracks.push({ id: 0, handler: '', timescale: 0, duration: 0, sampleDuration: 0 });
    if (box.type === 'tkhd' && last) last.id = file.readUInt32BE(at + (file[at] === 1 ? 20 : 12));
    if (box.type === 'hdlr' && box.parent === 'mdia' && last) last.handler = file.toString('latin1', at + 8, at + 12);
    if (box.type === 'mdhd' && last) Object.assign(last, mediaHeader(file, at));
    if (box.type === 'trex') setSampleDuration(tracks, file, at);
    if (box.type === 'tfhd') {
      fragment = tracks.find(({ id }) => id === file.readUInt32BE(at + 4));
      fragmentSampleDuration = fragmentDefault(file, at) ?? fragment?.sampleDuration ?? 0;
    }
    if (box.type === 'tfdt' && fragment)
      fragment.duration = file[at] === 1 ? Number(file.readBigUInt64BE(at + 4)) : file.readUInt32BE(at + 4);
    if (box.type === 'trun' && fragment) fragment.duration += runDuration(file, box, fragmentSampleDuration);
  }
  return summary(tracks);
}

function summary(tracks: Track[]): AudioInfo {
  const video = tracks.some(({ handler }) => handler === 'vide');
  const sounds = tracks.filter(({ handler, timescale }) => handler === 'soun' && timescale > 0);
  const durationMs = Math.max(0, ...sounds.map(({ duration, timescale }) => Math.round((duration * 1000) / timescale)));
  if (!video && !durationMs) throw new Error('no sound');
  return { durationMs, video };
}

/** Every box in the order of the file, containers before what they hold. */
function* boxesOf(file: Buffer): Generator<Box> {
  const open: { type: string; end: number }[] = [];
  let count = 0;
  for (let at = 0; at + 8 <= file.length && count < MAX_BOXES; count++) {
    while (open.length && at >= (open.at(-1)?.end ?? 0)) open.pop();
    const { start, end } = extent(file, at);
    const type = file.toString('latin1', at + 4, at + 8);
    if (end <= at) return;
    const isContainer = CONTAINERS.has(type);
    // A box that is cut off holds nothing to be relied on; its container is read up to there.
    if (!isContainer && end > file.length) return;
    yield { type, start, end, parent: open.at(-1)?.type ?? '' };
    if (isContainer) open.push({ type, end });
    at = isContainer ? start : end;
  }
}

/** A size of 1 is followed by one of 64 bits; 0 means up to the end of the file. */
function extent(file: Buffer, at: number): { start: number; end: number } {
  const size = file.readUInt32BE(at);
  if (size === 0) return { start: at + 8, end: file.length };
  if (size !== 1) return { start: at + 8, end: size < 8 ? at : at + size };
  return at + 16 <= file.length
    ? { start: at + 16, end: at + Number(file.readBigUInt64BE(at + 8)) }
    : { start: at, end: at };
}

/** All bits set mean that the duration is not known. */
function mediaHeader(file: Buffer, at: number): Pick<Track, 'timescale' | 'duration'> {
  if (file[at] === 1) {
    const duration = file.readBigUInt64BE(at + 24);
    return { timescale: file.readUInt32BE(at + 20), duration: duration >> 63n ? 0 : Number(duration) };
  }
  const duration = file.readUInt32BE(at + 16);
  return { timescale: file.readUInt32BE(at + 12), duration: duration === 0xffffffff ? 0 : duration };
}

function setSampleDuration(tracks: Track[], file: Buffer, at: number): void {
  const track = tracks.find(({ id }) => id === file.readUInt32BE(at + 4));
  if (track) track.sampleDuration = file.readUInt32BE(at + 12);
}

/** The sample duration that a fragment sets for its runs, after the optional fields before it. */
function fragmentDefault(file: Buffer, at: number): number | undefined {
  const flags = file.readUIntBE(at + 1, 3);
  if (!(flags & 0x8)) return undefined;
  return file.readUInt32BE(at + 8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0));
}

function runDuration(file: Buffer, { start, end }: Box, sampleDuration: number): number {
  const flags = file.readUIntBE(start + 1, 3);
  const count = file.readUInt32BE(start + 4);
  if (!(flags & 0x100)) return count * sampleDuration;
  const step = 4 * [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length;
  let ticks = 0;
  let at = start + 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0);
  for (let i = 0; i < count && at + 4 <= end; i++, at += step) ticks += file.readUInt32BE(at);
  return ticks;
}
