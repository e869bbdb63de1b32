import { Injectable } from '@nestjs/common';
import { Problem } from '../../common/problem.ts';
import { limits } from '../../shared/limits.ts';
import type { AttachmentEntity } from '../attachments/attachment.entity.ts';
import {
  type DetectedContent,
  detectContent,
  type FileType,
  isEncryptedOffice,
  isSoundOrFilm,
  resolveFileType,
} from './file-types.ts';
import { FileInspector, isTooDemanding } from './file-inspector.ts';
import type { AudioInfo } from './job.ts';
import { type ReceivedFile, readHead } from '../quarantine.ts';

/** What the inspection of a file found, and the files of it that are stored. */
export type CheckedFile = Pick<AttachmentEntity, 'kind' | 'mime' | 'inspected'> &
  Partial<Pick<AttachmentEntity, 'width' | 'height' | 'durationMs' | 'waveform' | 'animated'>> & {
    path: string;
    thumbnail?: string;
  };

/** Paths for a picture that is encoded anew, and for its thumbnail. */
interface OutPaths {
  path: string;
  thumbnail: string;
}

/** Decides by its content what a received file is, and whether it is let in. */
@Injectable()
export class ContentChecker {
  constructor(private readonly inspector: FileInspector) {}

  /**
   * Pictures that take too much to decode and sounds of no readable length are kept as files, `inspected` false, and so
   * is what hides its content: encrypted documents, archives that hold others or cannot be listed.
   * @throws Problem that says what is wrong with the file
   */
  async check(userId: string, received: ReceivedFile, out: OutPaths): Promise<CheckedFile> {
    if (received.size === 0) throw new Problem('invalid_input', undefined, { file: ['is empty'] });
    const content = detectContent(await readHead(received.path));
    const type = resolveFileType(received.name, received.declaredMime, content);
    if (type.kind === 'image') return this.checkPicture(userId, received.path, type, content, out);
    if (content && isSoundOrFilm(type)) return this.checkSound(userId, received, type, content);
    const { path } = received;
    return {
      kind: 'file',
      mime: type.mime,
      path,
      inspected: await this.isOpenToInspection(userId, path, type, content),
    };
  }

  private async checkPicture(
    userId: string,
    path: string,
    { mime }: FileType,
    content: DetectedContent | undefined,
    out: OutPaths,
  ): Promise<CheckedFile> {
    const job = { task: 'picture', path, content: content ?? '', out: out.path, thumbnail: out.thumbnail } as const;
    const result = await this.inspector.run(userId, job);
    if (!isTooDemanding(result) && result.drawn === 'whole') {
      const { width, height, animated } = result;
      return { kind: 'image', mime, width, height, animated, inspected: true, ...out };
    }
    const hasStill = isTooDemanding(result) ? result.hasStill : result.drawn === 'still';
    return { kind: 'file', mime, path, inspected: false, ...(hasStill && { thumbnail: out.thumbnail }) };
  }

  private async checkSound(
    userId: string,
    { path, waveform, size }: ReceivedFile,
    type: FileType,
    content: DetectedContent,
  ): Promise<CheckedFile> {
    const steps = parseWaveform(waveform);
    const sound = await this.inspector.run(userId, { task: 'audio', path, content });
    if (!sound || isTooDemanding(sound)) return { kind: 'file', mime: type.mime, path, inspected: false };
    if (sound.video) return { kind: 'file', mime: type.mime.replace('audio/', 'video/'), path, inspected: true };
    if (steps) assertVoiceMessage(sound, size);
    const { durationMs } = sound;
    return { kind: 'audio', mime: soundMime(type), durationMs, waveform: steps, path, inspected: true };
  }

  private async isOpenToInspection(
    userId: string,
    path: string,
    type: FileType,
    content?: DetectedContent,
  ): Promise<boolean> {
    if (content === 'zip') return (await this.inspector.run(userId, { task: 'archive', path })) === true;
    if (content === 'gzip' || content === '7z' || content === 'rar') return false;
    return !isEncryptedOffice(type, content);
  }
}

/** A sound in a container of films is served as the sound that it is. */
const soundMime = ({ mime }: FileType) => (mime.startsWith('video/') ? 'audio/mp4' : mime);

/**
 * What was recorded to be heard in the conversation; a sound without a waveform may be as long and large as any file.
 * @throws Problem `file_too_large`, `audio_too_long`
 */
function assertVoiceMessage({ durationMs }: AudioInfo, size: number): void {
  if (size > limits.audio)
    throw new Problem('file_too_large', `A voice message is at most ${limits.audio / 1_000_000} MB`);
  if (durationMs > limits.audioDuration)
    throw new Problem('audio_too_long', `A voice message is at most ${limits.audioDuration / 60_000} minutes long`);
}

/** @throws Problem `invalid_input` */
function parseWaveform(text: string | undefined): number[] | null {
  if (text === undefined) return null;
  const steps = parseJson(text);
  const isStep = (step: unknown) => Number.isInteger(step) && (step as number) >= 0 && (step as number) <= 100;
  if (Array.isArray(steps) && steps.length === limits.waveform && steps.every(isStep)) return steps as number[];
  throw new Problem('invalid_input', undefined, {
    waveform: [`must be ${limits.waveform} whole numbers from 0 to 100, as a JSON array`],
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
