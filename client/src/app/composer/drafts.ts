import { computed, inject, Injectable, signal, untracked } from '@angular/core';
import type { Message, ReplyExcerpt } from '@api/timeline/message.dto.ts';
import { Session } from '../auth/session.ts';

/** An old message with the new words that it does not have yet. */
export interface StoredEdit extends Pick<Message, 'id' | 'body'> {
  readonly text: string;
}

const WORDS = 'parley.draft.';
const REPLY = 'parley.reply.';
const EDIT = 'parley.edit.';

/**
 * What is written but not sent, per person and place (the id of a room, for a thread followed by a point and that of its
 * first message): new words, what they answer, and the new words of an old message.
 * In localStorage because a crash right after a key must not lose it.
 */
@Injectable({ providedIn: 'root' })
export class Drafts {
  private readonly session = inject(Session);
  private readonly looks = signal(0);
  private readonly places = computed<ReadonlySet<string>>(() => {
    this.looks();
    return new Set([WORDS, EDIT].flatMap((kind) => idsOf(`${kind}${this.userId}.`)));
  });
  /** The rooms in which something waits to be sent, there or in a thread. */
  readonly rooms = computed<ReadonlySet<string>>(
    () => new Set([...this.places()].map((place) => place.split('.')[0] ?? place)),
  );

  constructor() {
    // Another tab has written.
    addEventListener('storage', () => this.lookAgain());
  }

  of(place: string): string {
    return localStorage.getItem(this.key(WORDS, place)) ?? '';
  }

  keep(place: string, text: string): void {
    this.write(WORDS, place, text);
  }

  replyOf(place: string): ReplyExcerpt | null {
    return this.read(REPLY, place) as ReplyExcerpt | null;
  }

  keepReply(place: string, quoted: ReplyExcerpt | null): void {
    this.write(REPLY, place, quoted && JSON.stringify(quoted));
  }

  editOf(place: string): StoredEdit | null {
    return this.read(EDIT, place) as StoredEdit | null;
  }

  keepEdit(place: string, edit: StoredEdit | null): void {
    this.write(EDIT, place, edit && JSON.stringify(edit));
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
    if (untracked(this.places).has(place) !== Boolean(text)) this.lookAgain();
  }

  private lookAgain(): void {
    this.looks.update((count) => count + 1);
  }

  private key(kind: string, place: string): string {
    return `${kind}${this.userId}.${place}`;
  }

  private get userId(): string {
    return this.session.me()?.id ?? '';
  }
}

const idsOf = (start: string): string[] =>
  Object.keys(localStorage).flatMap((key) => (key.startsWith(start) ? key.slice(start.length) : []));
