import { inject, Injectable, signal } from '@angular/core';
import type { Attachment } from '@api/timeline/message.dto.ts';
import { Api } from '../api/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { Session } from '../auth/session.ts';
import { newId } from '../api/new-id.ts';
import { storedFiles } from './stored-files.ts';
import {
  withChange,
  kindOf,
  type PendingFile,
  restoredFile,
  remainingSlots,
  isTooLarge,
} from './pending-files-state.ts';
import { ResumableUploads } from './resumable-uploads.ts';

interface Source {
  readonly file: File;
  readonly waveform?: readonly number[] | undefined;
  abort: AbortController;
}

/** The files attached to the draft of each conversation. Uploads go on while another page is open. */
@Injectable({ providedIn: 'root' })
export class PendingFiles {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly transfers = inject(ResumableUploads);
  private readonly rooms = signal<ReadonlyMap<string, readonly PendingFile[]>>(new Map());
  private readonly sources = new Map<string, Source>();

  constructor() {
    inject(ChatSocket).on('attachment_changed', ({ attachment }) => this.applyChange(attachment));
  }

  of(roomId: string): readonly PendingFile[] {
    return this.rooms().get(roomId) ?? [];
  }

  /** Restores what was uploaded before a reload. */
  restore(roomId: string): void {
    if (!this.rooms().has(roomId)) this.set(roomId, storedFiles.read(this.userId, roomId).map(restoredFile));
  }

  /** @returns how many files exceed the limit of a message and were not added */
  add(roomId: string, files: readonly File[], waveform?: readonly number[]): number {
    const accepted = files.slice(0, Math.max(0, remainingSlots(this.of(roomId))));
    for (const file of accepted) this.begin(roomId, file, waveform);
    return files.length - accepted.length;
  }

  retry(roomId: string, { id }: PendingFile): void {
    const source = this.sources.get(id);
    if (!source) return;
    source.abort = new AbortController();
    this.change(roomId, id, { failure: null, progress: 0 });
    void this.upload(roomId, id, source);
  }

  remove(roomId: string, { id, attachment }: PendingFile): void {
    if (!attachment) this.sources.get(id)?.abort.abort();
    this.forget(roomId, [id]);
    this.persist(roomId);
    // The server sweeps unsent files within a day, should this fail.
    if (attachment) void this.api.delete(`/uploads/${attachment.id}`).catch(() => undefined);
  }

  /** Removes and returns the attachments of a message that is being sent. `persist` once the message is queued. */
  take(roomId: string): Attachment[] {
    const files = this.of(roomId);
    this.forget(
      roomId,
      files.map(({ id }) => id),
    );
    return files.flatMap(({ attachment }) => attachment ?? []);
  }

  /** Attaches again what was taken for a message that is not sent after all. */
  giveBack(roomId: string, attachments: readonly Attachment[]): void {
    this.set(roomId, [...attachments.map(restoredFile), ...this.of(roomId)]);
    this.persist(roomId);
  }

  private get userId(): string {
    return this.session.me()?.id ?? '';
  }

  private begin(roomId: string, file: File, waveform?: readonly number[]): void {
    const id = newId();
    const kind = kindOf(file);
    const { name, size } = file;
    const preview = kind === 'file' ? null : URL.createObjectURL(file);
    const failure = isTooLarge(file) ? ({ code: 'file_too_large', detail: '' } as const) : null;
    this.set(roomId, [...this.of(roomId), { id, name, size, kind, preview, progress: 0, attachment: null, failure }]);
    if (failure) return;
    const source = { file, waveform, abort: new AbortController() };
    this.sources.set(id, source);
    void this.upload(roomId, id, source);
  }

  private async upload(roomId: string, id: string, { file, waveform, abort: { signal } }: Source): Promise<void> {
    const progress = (share: number) => this.change(roomId, id, { progress: share });
    try {
      const attachment = await this.transfers.upload({ file, waveform, progress, signal });
      this.change(roomId, id, { attachment, progress: 1 });
      this.persist(roomId);
    } catch (error) {
      const { code, message: detail } = error instanceof ApiProblem ? error : ApiProblem.unreachable();
      this.change(roomId, id, { failure: { code, detail } });
    }
  }

  private applyChange(attachment: Attachment): void {
    for (const [roomId, files] of this.rooms()) {
      const file = files.find((each) => each.attachment?.id === attachment.id);
      if (file) this.change(roomId, file.id, { attachment });
    }
  }

  private forget(roomId: string, ids: readonly string[]): void {
    for (const { id, preview } of this.of(roomId)) {
      if (!ids.includes(id)) continue;
      this.sources.delete(id);
      if (preview) URL.revokeObjectURL(preview);
    }
    this.set(
      roomId,
      this.of(roomId).filter(({ id }) => !ids.includes(id)),
    );
  }

  /** Stores the uploaded files of a draft, so that they survive a reload. */
  persist(roomId: string): void {
    storedFiles.write(
      this.userId,
      roomId,
      this.of(roomId).flatMap(({ attachment }) => attachment ?? []),
    );
  }

  private change(roomId: string, id: string, change: Partial<PendingFile>): void {
    this.set(roomId, withChange(this.of(roomId), id, change));
  }

  private set(roomId: string, files: readonly PendingFile[]): void {
    this.rooms.update((rooms) => new Map(rooms).set(roomId, files));
  }
}
