import { inject, Injectable, linkedSignal, signal } from '@angular/core';
import type { ThreadFollowing } from '@api/messages/threads.dto.ts';
import type { Message, Thread } from '@api/timeline/message.dto.ts';
import { Api } from '../api/api.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { Session } from '../auth/session.ts';
import { MessagesStore } from './messages-store.ts';

/** A thread, by the message it begins with, and whether one follows it. */
type Told = readonly [threadId: string, following: boolean];

/** Whether one follows threads, as far as this device was told. What it does not know it asks for when it is needed. */
@Injectable({ providedIn: 'root' })
export class FollowedThreadsStore {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly known = linkedSignal<string | undefined, ReadonlyMap<string, boolean>>({
    source: () => this.session.me()?.id,
    computation: () => new Map(),
  });
  /** How many changes were heard of, and at which of them each thread changed last. */
  private changes = 0;
  private readonly changedAt = new Map<string, number>();
  /** The list of threads shows only those. */
  readonly onlyFollowed = signal(false);

  constructor() {
    inject(ChatSocket).on('following_changed', ({ threadId, following }) => this.change(threadId, following));
    inject(MessagesStore).onMessage((message, isNew) => {
      if (message.threadId && isNew && this.takesPart(message)) this.change(message.threadId, true);
    });
  }

  /** Undefined where one was not told yet. */
  isFollowing(threadId: string): boolean | undefined {
    return this.known().get(threadId);
  }

  /** What is known, else most likely: whoever takes part in a thread follows it, unless they have stopped. */
  isProbablyFollowing(root: Message): boolean {
    const answered = root.thread?.authors.some(({ id }) => id === this.session.me()?.id) ?? false;
    return this.isFollowing(root.id) ?? (answered || this.takesPart(root));
  }

  /** Takes from an answer of the server what has not changed since it was asked for. */
  async takeFromAnswer<T>(asked: Promise<T>, told: (answer: T) => readonly Told[]): Promise<T> {
    const before = this.changes;
    const answer = await asked;
    const news = told(answer).filter(([id]) => (this.changedAt.get(id) ?? 0) <= before);
    this.known.update((known) => new Map([...known, ...news]));
    return answer;
  }

  /** Makes sure of it, where the server can be asked. */
  async refresh(root: Message): Promise<void> {
    const asked = this.api.get<Thread>(`/messages/${root.id}/thread`, { limit: 1 });
    await this.takeFromAnswer(asked, ({ following }) => [[root.id, following]]).catch(() => undefined);
  }

  /** @param messageId of any message of the thread */
  async setFollowing(messageId: string, following: boolean): Promise<void> {
    const path = `/messages/${messageId}/thread/following`;
    const now = await (following ? this.api.put<ThreadFollowing>(path) : this.api.delete<ThreadFollowing>(path));
    this.change(now.threadId, now.following);
  }

  private change(threadId: string, following: boolean): void {
    this.changedAt.set(threadId, ++this.changes);
    this.known.update((known) => new Map(known).set(threadId, following));
  }

  private takesPart({ author, mentions }: Message): boolean {
    const meId = this.session.me()?.id;
    return meId !== undefined && (author?.id === meId || mentions.includes(meId));
  }
}
