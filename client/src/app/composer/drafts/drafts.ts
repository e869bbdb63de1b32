import { computed, inject, Injectable, signal, untracked } from '@angular/core';
import type { Message, ReplyExcerpt } from '@api/timeline/message.dto.ts';
import { Session } from '../../auth/session.ts';
import { conversationOfDraft, editKeyOf, editOfDraft, roomIdOfConversation } from '../conversation-key.ts';
import { NOTHING_SEEN, type SeenDraft } from './draft-sync-state.ts';

/** A message with its unsaved new text. */
export interface StoredEdit extends Pick<Message, 'id' | 'body'> {
  readonly text: string;
}

const TEXT_PREFIX = 'parley.draft.';
const REPLY_PREFIX = 'parley.reply.';
const EDIT_PREFIX = 'parley.edit.';
const SEEN_PREFIX = 'parley.draft-seen.';
/** Goes with the edits when somebody signs out. */
const SEEN_EDIT_PREFIX = 'parley.edit.seen.';

/**
 * Drafts per user and conversation key (the id of a room; for a thread followed by a point and the id of its
 * root): the text, the message it replies to, the unsaved edit, and what the server holds as far as it was seen. On the server
 * each edit is a draft of its own: its key names the message as well.
 * In localStorage, so that a crash right after a key loses nothing.
 */
@Injectable({ providedIn: 'root' })
export class Drafts {
  private readonly session = inject(Session);
  private readonly version = signal(0);
  private readonly seenVersion = signal(0);
  /** Rises when drafts come or go, here or on the server. */
  readonly changes = computed(() => this.version() + this.seenVersion());
  private readonly adopted = signal<ReadonlyMap<string, number>>(new Map());
  private listener: ((draftKey: string) => void) | undefined;
  private readonly conversationKeys = computed<ReadonlySet<string>>(() => {
    this.version();
    return new Set([TEXT_PREFIX, EDIT_PREFIX].flatMap((kind) => suffixesOf(`${kind}${this.userId}.`)));
  });
  /** The rooms that have a draft, in the room or in a thread. */
  readonly rooms = computed<ReadonlySet<string>>(() => new Set([...this.conversationKeys()].map(roomIdOfConversation)));

  /** The words of the drafts, by room: of the room before those of its threads. Read anew at each call. */
  textByRoom(): ReadonlyMap<string, string> {
    const texts = new Map<string, string>();
    // The key of a room is shorter than those of its threads.
    for (const conversationKey of [...this.conversationKeys()].toSorted((a, b) => a.length - b.length)) {
      const roomId = roomIdOfConversation(conversationKey);
      const text = this.editOf(conversationKey)?.text ?? this.textOf(conversationKey);
      if (text && !texts.has(roomId)) texts.set(roomId, text);
    }
    return texts;
  }

  constructor() {
    // Another tab has changed a draft.
    addEventListener('storage', ({ key }) => {
      this.reload();
      for (const start of [this.key(TEXT_PREFIX, ''), this.key(EDIT_PREFIX, '')])
        if (key?.startsWith(start)) this.countAdopted(key.slice(start.length));
    });
  }

  /** Calls the listener when the text, the reply or the edit of a conversation is stored. */
  onWrite(listener: (draftKey: string) => void): void {
    this.listener = listener;
  }

  /** How often the draft of a conversation was replaced by that of another tab or device. */
  adoptionsOf(conversationKey: string): number {
    return this.adopted().get(conversationKey) ?? 0;
  }

  /** The drafts that have words here, or on the server as far as it was seen. */
  storedKeys(): string[] {
    const stored = [TEXT_PREFIX, REPLY_PREFIX, SEEN_PREFIX, SEEN_EDIT_PREFIX];
    const edits = suffixesOf(this.key(EDIT_PREFIX, '')).flatMap((key) => this.editKeyOf(key) ?? []);
    return [...new Set([...stored.flatMap((kind) => suffixesOf(this.key(kind, ''))), ...edits])];
  }

  seenOf(draftKey: string): SeenDraft {
    return (this.read(seenPrefixOf(draftKey), draftKey) as SeenDraft | null) ?? NOTHING_SEEN;
  }

  /** Of an edit that is over nothing is kept: there are as many as messages. */
  saveSeen(draftKey: string, seen: SeenDraft): void {
    const isOver = editOfDraft(draftKey) !== undefined && !seen.body && !this.editTextOf(draftKey);
    this.store(seenPrefixOf(draftKey), draftKey, isOver ? null : JSON.stringify(seen));
    this.seenVersion.update((count) => count + 1);
  }

  /** Replaces the draft by that of another device, also in the open field. */
  adopt(conversationKey: string, text: string, reply: ReplyExcerpt | null): void {
    this.write(TEXT_PREFIX, conversationKey, text);
    this.write(REPLY_PREFIX, conversationKey, reply && JSON.stringify(reply));
    this.countAdopted(conversationKey);
  }

  textOf(conversationKey: string): string {
    return localStorage.getItem(this.key(TEXT_PREFIX, conversationKey)) ?? '';
  }

  saveText(conversationKey: string, text: string): void {
    this.write(TEXT_PREFIX, conversationKey, text);
    this.listener?.(conversationKey);
  }

  replyOf(conversationKey: string): ReplyExcerpt | null {
    return this.read(REPLY_PREFIX, conversationKey) as ReplyExcerpt | null;
  }

  saveReply(conversationKey: string, quoted: ReplyExcerpt | null): void {
    this.write(REPLY_PREFIX, conversationKey, quoted && JSON.stringify(quoted));
    this.listener?.(conversationKey);
  }

  editOf(conversationKey: string): StoredEdit | null {
    return this.read(EDIT_PREFIX, conversationKey) as StoredEdit | null;
  }

  saveEdit(conversationKey: string, edit: StoredEdit | null): void {
    const before = this.editKeyOf(conversationKey);
    this.write(EDIT_PREFIX, conversationKey, edit && JSON.stringify(edit));
    for (const key of new Set([before, this.editKeyOf(conversationKey)])) if (key) this.listener?.(key);
  }

  /** The new text of a message; empty while it is the text of the message, or nothing of it is written here. */
  editTextOf(draftKey: string): string {
    const edit = this.editOf(conversationOfDraft(draftKey));
    return edit?.id === editOfDraft(draftKey) && edit?.text !== edit?.body ? (edit?.text ?? '') : '';
  }

  /** Replaces the edit by that of another device, also in the open field. */
  adoptEdit(conversationKey: string, edit: StoredEdit | null): void {
    this.write(EDIT_PREFIX, conversationKey, edit && JSON.stringify(edit));
    this.countAdopted(conversationKey);
  }

  private editKeyOf(conversationKey: string): string | null {
    const edit = this.editOf(conversationKey);
    return edit && editKeyOf(conversationKey, edit.id);
  }

  private read(kind: string, conversationKey: string): unknown {
    try {
      return JSON.parse(localStorage.getItem(this.key(kind, conversationKey)) ?? 'null');
    } catch {
      return null; // written by another program
    }
  }

  private write(kind: string, conversationKey: string, text: string | null): void {
    this.store(kind, conversationKey, text);
    // Not with every letter: the room list depends on it.
    if (untracked(this.conversationKeys).has(conversationKey) !== Boolean(text)) this.reload();
  }

  private store(kind: string, conversationKey: string, text: string | null): void {
    // A page that is being left stores nothing after signing out has removed it.
    if (this.session.phase() === 'signed-out') return;
    try {
      if (text) localStorage.setItem(this.key(kind, conversationKey), text);
      else localStorage.removeItem(this.key(kind, conversationKey));
    } catch {
      // A full storage: the text is still on the screen.
    }
  }

  private countAdopted(conversationKey: string): void {
    this.adopted.update((counts) => new Map(counts).set(conversationKey, (counts.get(conversationKey) ?? 0) + 1));
  }

  private reload(): void {
    this.version.update((count) => count + 1);
  }

  private key(kind: string, conversationKey: string): string {
    return `${kind}${this.userId}.${conversationKey}`;
  }

  private get userId(): string {
    return this.session.me()?.id ?? '';
  }
}

const seenPrefixOf = (draftKey: string): string =>
  editOfDraft(draftKey) === undefined ? SEEN_PREFIX : SEEN_EDIT_PREFIX;

const suffixesOf = (start: string): string[] =>
  Object.keys(localStorage).flatMap((key) => (key.startsWith(start) ? key.slice(start.length) : []));
