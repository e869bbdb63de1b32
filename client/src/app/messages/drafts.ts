import { computed, inject, Injectable, signal, untracked } from '@angular/core';
import type { Message, ReplyExcerpt } from '@api/timeline/message.dto.ts';
import { Session } from '../auth/session.ts';

/** An old message with the new words that it does not have yet. */
export interface KeptEdit extends Pick<Message, 'id' | 'body'> {
  readonly text: string;
}

const WORDS = 'parley.draft.';
const REPLY = 'parley.reply.';
const EDIT = 'parley.edit.';

/**
 * What is written but not sent, per person and room: new words, what they answer, and the new words of an old message.
 * In localStorage because a crash right after a key must not lose it.
 */
@Injectable({ providedIn: 'root' })
export class Drafts {
  private readonly session = inject(Session);
  private readonly looks = signal(0);
  /** The rooms in which something waits to be sent. */
  readonly rooms = computed<ReadonlySet<string>>(() => {
    this.looks();
    return new Set([WORDS, EDIT].flatMap((kind) => idsOf(`${kind}${this.userId}.`)));
  });

  constructor() {
    // Another tab has written.
    addEventListener('storage', () => this.lookAgain());
  }

  of(roomId: string): string {
    return localStorage.getItem(this.key(WORDS, roomId)) ?? '';
  }

  keep(roomId: string, text: string): void {
    this.write(WORDS, roomId, text);
  }

  replyOf(roomId: string): ReplyExcerpt | null {
    return this.read(REPLY, roomId) as ReplyExcerpt | null;
  }

  keepReply(roomId: string, quoted: ReplyExcerpt | null): void {
    this.write(REPLY, roomId, quoted && JSON.stringify(quoted));
  }

  editOf(roomId: string): KeptEdit | null {
    return this.read(EDIT, roomId) as KeptEdit | null;
  }

  keepEdit(roomId: string, edit: KeptEdit | null): void {
    this.write(EDIT, roomId, edit && JSON.stringify(edit));
  }

  private read(kind: string, roomId: string): unknown {
    return JSON.parse(localStorage.getItem(this.key(kind, roomId)) ?? 'null');
  }

  private write(kind: string, roomId: string, text: string | null): void {
    try {
      if (text) localStorage.setItem(this.key(kind, roomId), text);
      else localStorage.removeItem(this.key(kind, roomId));
    } catch {
      // A full storage: the text is still on the screen.
    }
    // Not with every letter: the list of rooms hangs on it.
    if (untracked(this.rooms).has(roomId) !== Boolean(text)) this.lookAgain();
  }

  private lookAgain(): void {
    this.looks.update((count) => count + 1);
  }

  private key(kind: string, roomId: string): string {
    return `${kind}${this.userId}.${roomId}`;
  }

  private get userId(): string {
    return this.session.me()?.id ?? '';
  }
}

const idsOf = (start: string): string[] =>
  Object.keys(localStorage).flatMap((key) => (key.startsWith(start) ? key.slice(start.length) : []));
