import { inject, Injectable } from '@angular/core';
import { limits } from '@api/shared/limits.ts';
import type { Attachment, Message } from '@api/timeline/message.dto.ts';
import { Api } from '../../api/api.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { quoteOf } from '../../outbox/outbox-state.ts';
import { PendingFiles } from '../../uploads/pending-files.ts';
import { conversationOfDraft, editOfDraft, roomIdOfConversation } from '../conversation-key.ts';
import { type DraftContent, hasSameWords, mergedFiles, type SeenDraft } from './draft-sync-state.ts';
import { Drafts } from './drafts.ts';

/** The drafts of this device as the server knows them: words with reply and files, or the new text of a message. */
@Injectable({ providedIn: 'root' })
export class LocalDrafts {
  private readonly api = inject(Api);
  private readonly drafts = inject(Drafts);
  private readonly files = inject(PendingFiles);

  keys(): string[] {
    return [...new Set([...this.drafts.storedKeys(), ...this.files.keys()])];
  }

  /** What the drafts say, by room: the names of files where there are no words. Words are read anew at each call. */
  wordsByRoom(): ReadonlyMap<string, string> {
    const words = new Map(this.drafts.textByRoom());
    for (const key of this.files.keys()) {
      const roomId = roomIdOfConversation(key);
      const names = this.files.uploadedOf(key).map(({ name }) => name);
      if (!words.has(roomId)) words.set(roomId, names.join(', '));
    }
    return words;
  }

  contentOf(key: string): DraftContent {
    if (editOfDraft(key) !== undefined)
      return { body: this.drafts.editTextOf(key), replyToId: null, attachmentIds: [] };
    return {
      body: this.drafts.textOf(key),
      replyToId: this.drafts.replyOf(key)?.id ?? null,
      attachmentIds: this.fileIdsOf(key).slice(0, limits.attachmentsPerMessage),
    };
  }

  saveSeen(key: string, seen: SeenDraft): void {
    this.drafts.saveSeen(key, seen);
    if (seen.attachmentIds.length > 0) this.files.keep(key, seen.attachmentIds);
  }

  /**
   * Goes on from what the server holds. Its files are taken over unless they were removed here.
   * @param withWords whether its words replace those of this device, if these are still the same then
   * @returns whether that was possible; not while the message or a file of it cannot be asked for
   */
  async take(key: string, server: SeenDraft, withWords: boolean): Promise<boolean> {
    try {
      const before = this.contentOf(key);
      const replaceWords = withWords ? await this.replacementOf(key, server) : () => undefined;
      const arriving = await this.missing(key, server);
      if (!replaceWords || (withWords && !hasSameWords(this.contentOf(key), before))) return false;
      replaceWords();
      this.mergeFiles(key, server, arriving);
      this.saveSeen(key, server);
      return true;
    } catch {
      return false;
    }
  }

  clear(key: string): void {
    if (editOfDraft(key) !== undefined) return this.drafts.adoptEdit(conversationOfDraft(key), null);
    this.files.adopt(key, []);
    this.drafts.adopt(key, '', null);
  }

  /** @returns brings back what stands in a place now */
  snapshot(key: string): () => void {
    const conversationKey = conversationOfDraft(key);
    if (editOfDraft(key) !== undefined) {
      const edit = this.drafts.editOf(conversationKey);
      return () => this.drafts.adoptEdit(conversationKey, edit);
    }
    const [text, reply] = [this.drafts.textOf(key), this.drafts.replyOf(key)];
    const files = this.files.uploadedOf(key);
    return () => {
      this.files.adopt(key, files);
      this.drafts.adopt(key, text, reply);
    };
  }

  /** Null while another message is being edited in the conversation. */
  private async replacementOf(key: string, { body, replyToId }: SeenDraft): Promise<(() => void) | null> {
    const editOf = editOfDraft(key);
    if (editOf !== undefined) return this.editReplacementOf(key, editOf, body);
    const known = this.drafts.replyOf(key);
    const message = replyToId && replyToId !== known?.id ? await this.messageOf(replyToId) : null;
    return () => this.drafts.adopt(key, body, replyToId === known?.id ? known : message && quoteOf(message));
  }

  private async editReplacementOf(key: string, id: string, text: string): Promise<(() => void) | null> {
    const conversationKey = conversationOfDraft(key);
    const edit = this.drafts.editOf(conversationKey);
    if (!text) return () => edit?.id === id && this.drafts.adoptEdit(conversationKey, null);
    if (edit && edit.id !== id) return null;
    // Without the message the new text stays, as of a message that is deleted while it is edited.
    const body = edit?.body ?? (await this.messageOf(id))?.body ?? '';
    return () => this.drafts.adoptEdit(conversationKey, { id, body, text });
  }

  /** Null where the reader may not see it any more. */
  private messageOf(id: string): Promise<Message | null> {
    return this.api.get<Message>(`/messages/${id}`).catch(nullWhereNotFound);
  }

  /** The files of the server that this device does not have. Those that were removed are left out. */
  private async missing(key: string, { attachmentIds }: SeenDraft): Promise<Attachment[]> {
    const known = this.fileIdsOf(key);
    const ids = attachmentIds.filter((id) => !known.includes(id));
    const found = ids.map((id) => this.api.get<Attachment>(`/uploads/${id}`).catch(nullWhereNotFound));
    return (await Promise.all(found)).flatMap((attachment) => attachment ?? []);
  }

  private mergeFiles(key: string, server: SeenDraft, arriving: readonly Attachment[]): void {
    if (editOfDraft(key) !== undefined) return;
    const known = this.files.uploadedOf(key);
    const ids = mergedFiles(this.fileIdsOf(key), this.drafts.seenOf(key).attachmentIds, server.attachmentIds);
    if (ids.join() === this.fileIdsOf(key).join()) return;
    const attachments = [...known, ...arriving];
    this.files.adopt(
      key,
      ids.flatMap((id) => attachments.find((attachment) => attachment.id === id) ?? []),
    );
  }

  private fileIdsOf(key: string): string[] {
    return this.files.uploadedOf(key).map(({ id }) => id);
  }
}

function nullWhereNotFound(error: unknown): null {
  if (error instanceof ApiProblem && error.status === 404) return null;
  throw error;
}
