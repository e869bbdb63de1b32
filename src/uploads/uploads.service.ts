import { stat } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { AccountDeleted } from '../auth/account-deletion.service.ts';
import { DomainEvents } from '../common/domain-events.ts';
import type { Caller } from '../common/caller.ts';
import { Config } from '../common/config.ts';
import { Database } from '../common/database.ts';
import { limits } from '../shared/limits.ts';
import { Problem } from '../common/problem.ts';
import { HOUR_MS, ScheduledTasks } from '../common/scheduled-tasks.ts';
import type { AttachmentEntity } from './attachment.entity.ts';
import { AttachmentsRepository } from './attachments.repository.ts';
import { type DetectedContent, type FileType, detectContent, resolveFileType } from './file-types.ts';
import { FileInspector } from './inspection/file-inspector.ts';
import { readHead, Quarantine, type ReceivedFile } from './quarantine.ts';
import { ScansService } from './scans.service.ts';
import { newKey } from './storage.ts';
import { StoredFiles } from './stored-files.ts';

/** What looking into a file has told, and the files that are to be kept of it. */
type Checked = Pick<AttachmentEntity, 'kind' | 'mime'> &
  Partial<Pick<AttachmentEntity, 'width' | 'height' | 'durationMs' | 'waveform'>> & {
    path: string;
    thumbnail?: string;
  };

/** The way of a file from quarantine to an attachment. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly attachments: AttachmentsRepository,
    private readonly receiving: Quarantine,
    private readonly inspection: FileInspector,
    private readonly files: StoredFiles,
    private readonly scans: ScansService,
    private readonly database: Database,
    private readonly config: Config,
    announcements: DomainEvents,
    rounds: ScheduledTasks,
  ) {
    announcements.on(AccountDeleted, ({ userId }) => this.attachments.removeAllUnsent(userId));
    rounds.onOneNode(HOUR_MS, 'files never sent', () => this.attachments.removeExpired());
  }

  /**
   * Checks what was received and keeps it. Whatever happens, nothing of it stays in quarantine.
   * @param id of the attachment to be, if that is settled already
   * @throws Problem that says what is wrong with the file
   */
  async store(caller: Caller, received: ReceivedFile, id?: string): Promise<AttachmentEntity> {
    const made = { path: this.receiving.newPath(), thumbnail: this.receiving.newPath() };
    try {
      const checked = await this.check(received, made);
      const row = await this.keep(caller, received, checked, id);
      return row.status === 'pending' ? await this.scans.scanNow(row) : row;
    } finally {
      await this.receiving.remove([received.path, made.path, made.thumbnail]);
    }
  }

  async find({ userId }: Caller, id: string): Promise<AttachmentEntity> {
    const row = await this.attachments.byId(id);
    if (row?.uploaderId !== userId) throw new Problem('attachment_not_found');
    return row;
  }

  /** One's own, as long as it was not sent: what was sent goes with its message. */
  async remove({ userId }: Caller, id: string): Promise<void> {
    if (!(await this.attachments.removeUnsent(id, userId))) throw new Problem('attachment_not_found');
  }

  private async check(received: ReceivedFile, made: { path: string; thumbnail: string }): Promise<Checked> {
    if (received.size === 0) throw new Problem('invalid_input', undefined, { file: ['is empty'] });
    const content = detectContent(await readHead(received.path));
    const type = resolveFileType(received.name, received.declaredMime, content);
    const { path } = received;
    if (content === 'zip') await this.inspection.run({ task: 'archive', path });
    if (type.kind === 'image') {
      const job = { task: 'picture', path, content: content ?? '', out: made.path, thumbnail: made.thumbnail } as const;
      return { kind: 'image', mime: type.mime, ...(await this.inspection.run(job)), ...made };
    }
    if (type.kind === 'audio') return this.checkSound(received, type, content);
    return { kind: 'file', mime: type.mime, path };
  }

  private async checkSound(
    { path, waveform, size }: ReceivedFile,
    type: FileType,
    content?: DetectedContent,
  ): Promise<Checked> {
    const steps = waveformIn(waveform);
    const { durationMs, video } = await this.inspection.run({ task: 'sound', path, content: content ?? '' });
    if (video) return { kind: 'file', mime: type.mime.replace('audio/', 'video/'), path };
    if (size > limits.audio) throw new Problem('file_too_large');
    return { kind: 'audio', mime: type.mime, durationMs, waveform: steps, path };
  }

  /** Into the storage first, then the row: a file without a row goes by itself, a row without its file would be a lie. */
  private async keep(caller: Caller, received: ReceivedFile, checked: Checked, id?: string): Promise<AttachmentEntity> {
    const { path, thumbnail, ...told } = checked;
    const { size } = await stat(path);
    await this.attachments.assertQuota(caller.userId, size);
    const { keys, files } = this.plan(received.path, path, thumbnail);
    await this.files.put(files);
    try {
      return await this.database.transaction(async (tx) => {
        await this.attachments.assertQuota(caller.userId, size, tx);
        await this.files.adopt(
          tx,
          files.map(({ key }) => key),
        );
        const { name, sha256 } = received;
        const status = this.config.scanner ? 'pending' : 'clean';
        const scanAt = this.config.scanner ? new Date() : null;
        const row = { ...told, ...keys, uploaderId: caller.userId, name, sha256, size, status, scanAt } as const;
        return this.attachments.insert(tx, { ...row, ...(id && { id }) });
      });
    } catch (error) {
      await this.files.discard(files.map(({ key }) => key));
      throw error;
    }
  }

  /** Which files are kept, and where. The scanner looks at what was received, even where something else will be served. */
  private plan(received: string, path: string, thumbnail?: string) {
    const key = newKey();
    const files = [{ key, path }];
    const also = (path: string) => {
      const another = newKey();
      files.push({ key: another, path });
      return another;
    };
    const keys = {
      key,
      ...(thumbnail && { thumbnailKey: also(thumbnail) }),
      ...(this.config.scanner && { receivedKey: received === path ? key : also(received) }),
    };
    return { keys, files };
  }
}

/** @throws Problem `invalid_input` */
function waveformIn(text: string | undefined): number[] | null {
  if (text === undefined) return null;
  const steps = parsed(text);
  const fits = (step: unknown) => Number.isInteger(step) && (step as number) >= 0 && (step as number) <= 100;
  if (Array.isArray(steps) && steps.length === limits.waveform && steps.every(fits)) return steps as number[];
  throw new Problem('invalid_input', undefined, {
    waveform: [`must be ${limits.waveform} whole numbers from 0 to 100, as a JSON array`],
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
