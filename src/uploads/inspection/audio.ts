import { readFile } from 'node:fs/promises';
import { parseFile } from 'music-metadata';
import { limits } from '../../shared/limits.ts';
import { type InspectionJob, Refusal, type AudioInfo } from './job.ts';
import { measureWebm } from './webm.ts';

/** The duration of a recording, read from the file; the client's value is ignored. */
export async function measureAudio({ path, content }: Extract<InspectionJob, { task: 'audio' }>): Promise<AudioInfo> {
  const audio = content === 'webm' ? measureWebm(await readFile(path)) : await measureOther(path);
  if (!audio.video && audio.durationMs > limits.audioDuration)
    throw new Refusal('audio_too_long', `At most ${limits.audioDuration / 60_000} minutes are let in`);
  return audio;
}

async function measureOther(path: string): Promise<AudioInfo> {
  const { format } = await parseFile(path, { duration: true, skipCovers: true });
  if (!format.duration || !Number.isFinite(format.duration)) throw new Error('no duration');
  return { durationMs: Math.round(format.duration * 1000), video: format.hasVideo ?? false };
}
