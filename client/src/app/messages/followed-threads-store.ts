import { computed, inject, Injectable, linkedSignal, signal } from '@angular/core';
import type { ThreadFollowing } from '@api/messages/threads.dto.ts';
import type { Message, Thread } from '@api/timeline/message.dto.ts';
import { Api } from '../api/api.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { Session } from '../auth/session.ts';
import { MessagesStore } from './messages-store.ts';

/** A thread, by its first message, and whether the reader follows it. */
type FollowingEntry = readonly [threadId: string, following: boolean];

/** Which threads the reader follows, as far as this device knows; fetched where it is needed and unknown. */
@Injectable({ providedIn: 'root' })
export class FollowedThreadsStore {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly known = linkedSignal<string | undefined, ReadonlyMap<string, boolean>>({
    source: computed(() => this.session.me()?.id),
    computation: () => new Map(),
  });
  /** Number of changes so far, and the number at which each thread changed last. */
  private changeCount = 0;
  private readonly lastChangeOf = new Map<string, number>();
  /** Whether the list of threads shows only followed threads. */
  readonly onlyFollowed = signal(false);

  constructor() {
    inject(ChatSocket).on('following_changed', ({ threadId, following }) => this.change(threadId, following));
    inject(MessagesStore).onMessage((message, isNew) => {
      if (message.threadId && isNew && this.takesPart(message)) this.change(message.threadId, true);
    });
  }

  /** Undefined where it is not known yet. */
  isFollowing(threadId: string): boolean | undefined {
    return this.known().get(threadId);
  }

  /** What is known, else a guess: members who take part in a thread follow it unless they have stopped. */
  isProbablyFollowing(root: Message): boolean {
    const answered = root.thread?.authors.some(({ id }) => id === this.session.me()?.id) ?? false;
    return this.isFollowing(root.id) ?? (answered || this.takesPart(root));
  }

  /** Takes from an answer of the server the threads that have not changed since the request. */
  async takeFromAnswer<T>(request: Promise<T>, entriesOf: (answer: T) => readonly FollowingEntry[]): Promise<T> {
    const before = this.changeCount;
    const answer = await request;
    const entries = entriesOf(answer).filter(([id]) => (this.lastChangeOf.get(id) ?? 0) <= before);
    this.known.update((known) => new Map([...known, ...entries]));
    return answer;
  }

  /** Fetches it from the server; does nothing without a connection. */
  async refresh(root: Message): Promise<void> {
    const request = this.api.get<Thread>(`/messages/${root.id}/thread`, { limit: 1 });
    await this.takeFromAnswer(request, ({ following }) => [[root.id, following]]).catch(() => undefined);
  }

  /** @param messageId of any message of the thread */
  async setFollowing(messageId: string, following: boolean): Promise<void> {
    const path = `/messages/${messageId}/thread/following`;
    const state = await (following ? this.api.put<ThreadFollowing>(path) : this.api.delete<ThreadFollowing>(path));
    this.change(state.threadId, state.following);
  }

  private change(threadId: string, following: boolean): void {
    this.lastChangeOf.set(threadId, ++this.changeCount);
    this.known.update((known) => new Map(known).set(threadId, following));
  }

  private takesPart({ author, mentions }: Message): boolean {
    const meId = this.session.me()?.id;
    return meId !== undefined && (author?.id === meId || mentions.includes(meId));
  }
}
