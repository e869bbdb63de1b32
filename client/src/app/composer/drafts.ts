import { computed, inject, Injectable, signal, untracked } from '@angular/core';
import type { Message, ReplyExcerpt } from '@api/timeline/message.dto.ts';
import { Session } from '../auth/session.ts';
import { roomIdOfConversation } from './conversation-key.ts';

/** A message with its unsaved new text. */
export interface StoredEdit extends Pick<Message, 'id' | 'body'> {
  readonly text: string;
}

const TEXT_PREFIX = 'parley.draft.';
const REPLY_PREFIX = 'parley.reply.';
const EDIT_PREFIX = 'parley.edit.';

/**
 * Drafts per user and conversation key (the id of a room; for a thread followed by a point and the id of its
 * root): the text, the message it replies to, and unsaved edits.
 * In localStorage, so that a crash right after a key loses nothing.
 */
@Injectable({ providedIn: 'root' })
export class Drafts {
  private readonly session = inject(Session);
  private readonly version = signal(0);
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
    addEventListener('storage', () => this.reload());
  }

  textOf(conversationKey: string): string {
    return localStorage.getItem(this.key(TEXT_PREFIX, conversationKey)) ?? '';
  }

  saveText(conversationKey: string, text: string): void {
    this.write(TEXT_PREFIX, conversationKey, text);
  }

  replyOf(conversationKey: string): ReplyExcerpt | null {
    return this.read(REPLY_PREFIX, conversationKey) as ReplyExcerpt | null;
  }

  saveReply(conversationKey: string, quoted: ReplyExcerpt | null): void {
    this.write(REPLY_PREFIX, conversationKey, quoted && JSON.stringify(quoted));
  }

  editOf(conversationKey: string): StoredEdit | null {
    return this.read(EDIT_PREFIX, conversationKey) as StoredEdit | null;
  }

  saveEdit(conversationKey: string, edit: StoredEdit | null): void {
    this.write(EDIT_PREFIX, conversationKey, edit && JSON.stringify(edit));
  }

  private read(kind: string, conversationKey: string): unknown {
    try {
      return JSON.parse(localStorage.getItem(this.key(kind, conversationKey)) ?? 'null');
    } catch {
      return null; // written by another program
    }
  }

  private write(kind: string, conversationKey: string, text: string | null): void {
    // A page that is being left stores nothing after signing out has removed it.
    if (this.session.phase() === 'signed-out') return;
    try {
      if (text) localStorage.setItem(this.key(kind, conversationKey), text);
      else localStorage.removeItem(this.key(kind, conversationKey));
    } catch {
      // A full storage: the text is still on the screen.
    }
    // Not with every letter: the room list depends on it.
    if (untracked(this.conversationKeys).has(conversationKey) !== Boolean(text)) this.reload();
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

const suffixesOf = (start: string): string[] =>
  Object.keys(localStorage).flatMap((key) => (key.startsWith(start) ? key.slice(start.length) : []));
