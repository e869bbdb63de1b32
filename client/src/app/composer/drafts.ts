import { computed, inject, Injectable, signal, untracked } from '@angular/core';
import type { Message, ReplyExcerpt } from '@api/timeline/message.dto.ts';
import { Session } from '../auth/session.ts';

/** An old message with the new words that it does not have yet. */
export interface StoredEdit extends Pick<Message, 'id' | 'body'> {
  readonly text: string;
}

const TEXT_PREFIX = 'parley.draft.';
const REPLY_PREFIX = 'parley.reply.';
const EDIT_PREFIX = 'parley.edit.';

/**
 * What is written but not sent, per person and place (the id of a room, for a thread followed by a point and that of its
 * first message): new words, what they answer, and the new words of an old message.
 * In localStorage because a crash right after a key must not lose it.
 */
@Injectable({ providedIn: 'root' })
export class Drafts {
  private readonly session = inject(Session);
  private readonly version = signal(0);
  private readonly conversationKeys = computed<ReadonlySet<string>>(() => {
    this.version();
    return new Set([TEXT_PREFIX, EDIT_PREFIX].flatMap((kind) => suffixesOf(`${kind}${this.userId}.`)));
  });
  /** The rooms in which something waits to be sent, there or in a thread. */
  readonly rooms = computed<ReadonlySet<string>>(
    () => new Set([...this.conversationKeys()].map((place) => place.split('.')[0] ?? place)),
  );

  constructor() {
    // Another tab has written.
    addEventListener('storage', () => this.reload());
  }

  textOf(place: string): string {
    return localStorage.getItem(this.key(TEXT_PREFIX, place)) ?? '';
  }

  saveText(place: string, text: string): void {
    this.write(TEXT_PREFIX, place, text);
  }

  replyOf(place: string): ReplyExcerpt | null {
    return this.read(REPLY_PREFIX, place) as ReplyExcerpt | null;
  }

  saveReply(place: string, quoted: ReplyExcerpt | null): void {
    this.write(REPLY_PREFIX, place, quoted && JSON.stringify(quoted));
  }

  editOf(place: string): StoredEdit | null {
    return this.read(EDIT_PREFIX, place) as StoredEdit | null;
  }

  saveEdit(place: string, edit: StoredEdit | null): void {
    this.write(EDIT_PREFIX, place, edit && JSON.stringify(edit));
  }

  private read(kind: string, place: string): unknown {
    try {
      return JSON.parse(localStorage.getItem(this.key(kind, place)) ?? 'null');
    } catch {
      return null; // Not ours, then.
    }
  }

  private write(kind: string, place: string, text: string | null): void {
    try {
      if (text) localStorage.setItem(this.key(kind, place), text);
      else localStorage.removeItem(this.key(kind, place));
    } catch {
      // A full storage: the text is still on the screen.
    }
    // Not with every letter: the list of rooms hangs on it.
    if (untracked(this.conversationKeys).has(place) !== Boolean(text)) this.reload();
  }

  private reload(): void {
    this.version.update((count) => count + 1);
  }

  private key(kind: string, place: string): string {
    return `${kind}${this.userId}.${place}`;
  }

  private get userId(): string {
    return this.session.me()?.id ?? '';
  }
}

const suffixesOf = (start: string): string[] =>
  Object.keys(localStorage).flatMap((key) => (key.startsWith(start) ? key.slice(start.length) : []));
