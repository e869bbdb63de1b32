import { readFile } from 'node:fs/promises';
import { parseFile } from 'music-metadata';
import type { AudioInfo, InspectionJob } from './job.ts';
import { measureMp4 } from './mp4.ts';
import { measureWebm } from './webm.ts';

const measuredHere: Record<string, (file: Buffer) => AudioInfo> = {
  webm: measureWebm,
  mp4: measureMp4,
  quicktime: measureMp4,
};

/** The duration of a sound, read from the file (the client's word for it is ignored); null where none can be read. */
export async function measureAudio({
  path,
  content,
}: Extract<InspectionJob, { task: 'audio' }>): Promise<AudioInfo | null> {
  try {
    const measure = measuredHere[content];
    return measure ? measure(await readFile(path)) : await measureOther(path);
  } catch {
    return null;
  }
}

async function measureOther(path: string): Promise<AudioInfo> {
  const { format } = await parseFile(path, { duration: true, skipCovers: true });
  if (!format.duration || !Number.isFinite(format.duration)) throw new Error('no duration');
  return { durationMs: Math.round(format.duration * 1000), video: format.hasVideo ?? false };
}
