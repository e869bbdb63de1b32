import { type ChildMessage, Refusal, type InspectionJob, type Verdict } from './job.ts';
import { inspectArchive } from './archives.ts';
import { makeAvatar, makeEmoji, makePicture } from './pictures.ts';
import { measureAudio } from './audio.ts';

/**
 * A process of its own for decoders, without secrets and connections. `FileInspector` kills it when a file takes too long;
 * a file that crashes it is refused.
 */
const tasks: { [T in InspectionJob['task']]: (job: Extract<InspectionJob, { task: T }>) => Promise<unknown> } = {
  picture: (job) => makePicture(job, () => process.send?.({ still: true } satisfies ChildMessage)),
  avatar: makeAvatar,
  emoji: makeEmoji,
  audio: measureAudio,
  archive: inspectArchive,
};

const verdictOn = async (job: InspectionJob): Promise<Verdict<unknown>> => {
  try {
    return { done: await (tasks[job.task] as (job: InspectionJob) => Promise<unknown>)(job) };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (error instanceof Refusal) return { refused: error.code, detail: text };
    if (/ENOSPC|No space left|File too large|EFBIG/i.test(text)) return { refused: 'storage_full', detail: '' };
    if (/pixel limit/i.test(text)) return { refused: 'image_too_large', detail: '' };
    if (/out of memory|unable to allocate|allocation failed/i.test(text))
      return { refused: 'file_too_demanding', detail: '' };
    return { refused: 'file_damaged', detail: '' };
  }
};

process.on('message', (job: InspectionJob) => void verdictOn(job).then((verdict) => process.send?.(verdict)));
