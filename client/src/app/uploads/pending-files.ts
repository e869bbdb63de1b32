import { inject, Injectable, signal } from '@angular/core';
import type { Attachment } from '@api/timeline/message.dto.ts';
import { Api } from '../api/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { ServerInfo } from '../auth/server-info.ts';
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
  type VoiceDetails,
} from './pending-files-state.ts';
import { ResumableUploads } from './resumable-uploads.ts';

interface Source {
  readonly file: File;
  readonly voice: VoiceDetails | null;
  abort: AbortController;
}

/** The files attached to the draft of each conversation. Uploads go on while another page is open. */
@Injectable({ providedIn: 'root' })
export class PendingFiles {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly server = inject(ServerInfo);
  private readonly transfers = inject(ResumableUploads);
  private readonly filesByConversation = signal<ReadonlyMap<string, readonly PendingFile[]>>(new Map());
  private readonly sources = new Map<string, Source>();
  private listener: ((conversationKey: string) => void) | undefined;

  constructor() {
    inject(ChatSocket).on('attachment_changed', ({ attachment }) => this.applyChange(attachment));
    // Another tab has changed the files of a draft.
    addEventListener('storage', ({ key }) => {
      const conversationKey = storedFiles.conversationOf(this.userId, key);
      if (conversationKey !== null && this.filesByConversation().has(conversationKey))
        this.show(conversationKey, storedFiles.read(this.userId, conversationKey));
    });
  }

  /** Calls the listener when the uploaded files of a conversation are stored. */
  onWrite(listener: (conversationKey: string) => void): void {
    this.listener = listener;
  }

  of(conversationKey: string): readonly PendingFile[] {
    return this.filesByConversation().get(conversationKey) ?? [];
  }

  /** Restores what was uploaded before a reload. */
  restore(conversationKey: string): void {
    if (!this.filesByConversation().has(conversationKey))
      this.set(conversationKey, storedFiles.read(this.userId, conversationKey).map(restoredFile));
  }

  /** Those that are uploaded, also of a conversation that was not opened yet. */
  uploadedOf(conversationKey: string): readonly Attachment[] {
    const files = this.filesByConversation().get(conversationKey);
    return files ? files.flatMap(({ attachment }) => attachment ?? []) : storedFiles.read(this.userId, conversationKey);
  }

  /** The conversations that have uploaded files on this device. */
  keys(): string[] {
    const keys = new Set([...storedFiles.keys(this.userId), ...this.filesByConversation().keys()]);
    return [...keys].filter((key) => this.uploadedOf(key).length > 0);
  }

  /** Replaces the uploaded files by those of another device. The server keeps them as long as a draft names them. */
  adopt(conversationKey: string, attachments: readonly Attachment[]): void {
    this.show(conversationKey, attachments);
    this.keep(
      conversationKey,
      attachments.map(({ id }) => id),
    );
  }

  /** The server keeps these files as long as a draft names them. */
  keep(conversationKey: string, ids: readonly string[]): void {
    if (this.session.phase() === 'signed-out') return;
    storedFiles.write(this.userId, conversationKey, this.uploadedOf(conversationKey), ids);
  }

  /** @returns how many files exceed the limit of a message and were not added */
  add(conversationKey: string, files: readonly File[], voice: VoiceDetails | null = null): number {
    const accepted = files.slice(0, Math.max(0, remainingSlots(this.of(conversationKey))));
    for (const file of accepted) this.begin(conversationKey, file, voice);
    return files.length - accepted.length;
  }

  retry(conversationKey: string, { id }: PendingFile): void {
    const source = this.sources.get(id);
    if (!source) return;
    source.abort = new AbortController();
    this.change(conversationKey, id, { failure: null, progress: 0 });
    void this.upload(conversationKey, id, source);
  }

  remove(conversationKey: string, { id, attachment }: PendingFile): void {
    if (!attachment) this.sources.get(id)?.abort.abort();
    this.forget(conversationKey, [id]);
    this.persist(conversationKey);
    // The server sweeps unsent files within a day, should this fail.
    if (attachment) void this.api.delete(`/uploads/${attachment.id}`).catch(() => undefined);
  }

  /** Removes and returns the attachments of a message that is being sent. `persist` once the message is queued. */
  take(conversationKey: string): Attachment[] {
    const files = this.of(conversationKey);
    this.forget(
      conversationKey,
      files.map(({ id }) => id),
    );
    return files.flatMap(({ attachment }) => attachment ?? []);
  }

  /** Attaches again what was taken for a message that is not sent after all. */
  restoreWithdrawn(conversationKey: string, attachments: readonly Attachment[]): void {
    this.set(conversationKey, [...attachments.map(restoredFile), ...this.of(conversationKey)]);
    this.persist(conversationKey);
  }

  private get userId(): string {
    return this.session.me()?.id ?? '';
  }

  private begin(conversationKey: string, file: File, voice: VoiceDetails | null): void {
    const id = newId();
    const kind = kindOf(file);
    const { name, size } = file;
    const preview = kind === 'file' ? null : URL.createObjectURL(file);
    const failure = isTooLarge(file, voice !== null, this.server.maxFileBytes())
      ? ({ code: 'file_too_large', detail: '' } as const)
      : null;
    this.set(conversationKey, [
      ...this.of(conversationKey),
      { id, name, size, kind, voice, preview, progress: 0, attachment: null, failure },
    ]);
    if (failure) return;
    const source = { file, voice, abort: new AbortController() };
    this.sources.set(id, source);
    void this.upload(conversationKey, id, source);
  }

  private async upload(conversationKey: string, id: string, { file, voice, abort: { signal } }: Source): Promise<void> {
    const progress = (share: number) => this.change(conversationKey, id, { progress: share });
    try {
      const attachment = await this.transfers.upload({ file, waveform: voice?.waveform, progress, signal });
      this.change(conversationKey, id, { attachment, progress: 1 });
      this.persist(conversationKey);
    } catch (error) {
      const { code, message: detail } = error instanceof ApiProblem ? error : ApiProblem.unreachable();
      this.change(conversationKey, id, { failure: { code, detail } });
    }
  }

  private applyChange(attachment: Attachment): void {
    for (const [conversationKey, files] of this.filesByConversation()) {
      const file = files.find((each) => each.attachment?.id === attachment.id);
      if (file) this.change(conversationKey, file.id, { attachment });
    }
  }

  private forget(conversationKey: string, ids: readonly string[]): void {
    for (const { id, preview } of this.of(conversationKey)) {
      if (!ids.includes(id)) continue;
      this.sources.delete(id);
      if (preview) URL.revokeObjectURL(preview);
    }
    this.set(
      conversationKey,
      this.of(conversationKey).filter(({ id }) => !ids.includes(id)),
    );
  }

  /** Stores the uploaded files of a draft, so that they survive a reload. */
  persist(conversationKey: string): void {
    this.keep(conversationKey, []);
    this.listener?.(conversationKey);
  }

  /** Files that are being uploaded stay. */
  private show(conversationKey: string, attachments: readonly Attachment[]): void {
    const before = this.of(conversationKey);
    const gone = before.filter(({ attachment }) => attachment && !attachments.some(({ id }) => id === attachment.id));
    for (const { preview } of gone) if (preview) URL.revokeObjectURL(preview);
    this.set(conversationKey, [
      ...attachments.map((each) => before.find(({ attachment }) => attachment?.id === each.id) ?? restoredFile(each)),
      ...before.filter(({ attachment }) => !attachment),
    ]);
  }

  private change(conversationKey: string, id: string, change: Partial<PendingFile>): void {
    this.set(conversationKey, withChange(this.of(conversationKey), id, change));
  }

  private set(conversationKey: string, files: readonly PendingFile[]): void {
    this.filesByConversation.update((current) => new Map(current).set(conversationKey, files));
  }
}
