import { Injectable } from '@nestjs/common';
import { Problem } from '../../common/problem.ts';
import { limits } from '../../shared/limits.ts';
import type { AttachmentEntity } from '../attachments/attachment.entity.ts';
import { type DetectedContent, detectContent, type FileType, resolveFileType } from './file-types.ts';
import { FileInspector } from './file-inspector.ts';
import { type ReceivedFile, readHead } from '../quarantine.ts';

/** The result of inspecting a file, and the files to store. */
export type CheckedFile = Pick<AttachmentEntity, 'kind' | 'mime'> &
  Partial<Pick<AttachmentEntity, 'width' | 'height' | 'durationMs' | 'waveform'>> & {
    path: string;
    thumbnail?: string;
  };

/** Determines the type of a received file by its content, and whether it is accepted. */
@Injectable()
export class ContentChecker {
  constructor(private readonly inspector: FileInspector) {}

  /**
   * @param out paths for a picture that is encoded anew, and for its thumbnail
   * @throws Problem with the reason why the file is refused
   */
  async check(received: ReceivedFile, out: { path: string; thumbnail: string }): Promise<CheckedFile> {
    if (received.size === 0) throw new Problem('invalid_input', undefined, { file: ['is empty'] });
    const content = detectContent(await readHead(received.path));
    const type = resolveFileType(received.name, received.declaredMime, content);
    const { path } = received;
    if (content === 'zip') await this.inspector.run({ task: 'archive', path });
    if (type.kind === 'image') {
      const job = { task: 'picture', path, content: content ?? '', out: out.path, thumbnail: out.thumbnail } as const;
      return { kind: 'image', mime: type.mime, ...(await this.inspector.run(job)), ...out };
    }
    if (type.kind === 'audio') return this.checkAudio(received, type, content);
    return { kind: 'file', mime: type.mime, path };
  }

  private async checkAudio(
    { path, waveform, size }: ReceivedFile,
    type: FileType,
    content?: DetectedContent,
  ): Promise<CheckedFile> {
    const steps = parseWaveform(waveform);
    const { durationMs, video } = await this.inspector.run({ task: 'audio', path, content: content ?? '' });
    if (video) return { kind: 'file', mime: type.mime.replace('audio/', 'video/'), path };
    if (size > limits.audio) throw new Problem('file_too_large');
    return { kind: 'audio', mime: type.mime, durationMs, waveform: steps, path };
  }
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
