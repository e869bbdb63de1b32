import { computed, DestroyRef, effect, inject, linkedSignal, type Signal, untracked } from '@angular/core';
import type { Message, Thread } from '@api/timeline/message.dto.ts';
import { Api } from '../../api/api.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { ChatSocket } from '../../connection/chat-socket.ts';
import { Session } from '../../auth/session.ts';
import { withKnownPeople } from '../../rooms/rooms-state.ts';
import { cachedDayOf } from '../../ui/dates.ts';
import { PeopleStore } from '../../users/people-store.ts';
import { lastOfOthers } from '../../messages/last-of-others.ts';
import { MessagesStore } from '../../messages/messages-store.ts';
import { PAGE_MESSAGES, PageLoader } from '../../messages/page-loader.ts';
import { Outbox } from '../../outbox/outbox.ts';
import {
  withMessage,
  replyCountOf,
  threadFromRoom,
  threadFromPage,
  type ThreadWindow,
  withOlderReplies,
} from '../../messages/thread-state.ts';
import { FollowedThreadsStore } from '../../messages/followed-threads-store.ts';
import { withReusedRows, type TimelineRow, timelineRows } from '../../message-list/timeline-rows.ts';

/** The state of the thread beside a room, kept up to date by the events of the socket. */
export class OpenThread {
  private readonly api = inject(Api);
  private readonly store = inject(MessagesStore);
  private readonly outbox = inject(Outbox);
  private readonly people = inject(PeopleStore);
  private readonly session = inject(Session);
  private readonly socket = inject(ChatSocket);
  private readonly followed = inject(FollowedThreadsStore);

  /** Starts with the replies that the room has loaded, so that it is shown at once, also offline. */
  private readonly window = linkedSignal<string, ThreadWindow | null>({
    source: computed(() => this.messageId()),
    computation: (id) => untracked(() => this.threadFromLoadedRoom(id)),
  });
  /** Set when the thread is opened: the line stays in its position while the reader reads on. */
  private readonly unreadLineAfter = linkedSignal<string, number | null>({
    source: computed(() => this.messageId()),
    computation: () => untracked(() => this.unreadAfter()),
  });
  /** The thread whose unread replies the server has named: the line stays while the reader reads on. */
  private lineSetFor: string | null = null;
  /** Messages received while the newest page is loading: the page may lack them. */
  private receivedWhileLoading: Message[] | null = null;
  private readonly isLive = computed(() => this.socket.phase() === 'live');
  readonly failure = linkedSignal<string, unknown>({
    source: computed(() => this.messageId()),
    computation: () => null,
  });
  /** Whether this room has no such thread. */
  readonly missing = computed(() => {
    const failure = this.failure();
    return failure instanceof ApiProblem && failure.status === 404;
  });
  private readonly pages = new PageLoader();
  readonly olderFailed = this.pages.failed;

  readonly loaded = computed(() => this.window() !== null);
  readonly id = computed(() => this.window()?.id ?? null);
  readonly hasBefore = computed(() => this.window()?.hasBefore ?? false);
  readonly root = computed(() => this.window()?.root ?? null);
  /** Whether the user follows the thread and is notified of every reply. */
  readonly following = computed(() => {
    const { id, root } = this.window() ?? {};
    return root ? this.followed.isProbablyFollowing(root) : id !== undefined && this.followed.isFollowing(id) === true;
  });
  /** The seq of the last loaded reply. */
  readonly lastSeq = computed(() => this.window()?.replies.at(-1)?.seq ?? 0);
  /** The message that a new reply refers to: the root or, when it cannot be replied to, the last reply that can. */
  readonly replyTarget = computed(() => {
    const window = this.window();
    const may = (message: Message | null) => message?.kind === 'text' && !message.deletedAt;
    return may(this.root()) ? this.root() : (window?.replies.findLast(may) ?? null);
  });

  private readonly computedRows = computed<readonly TimelineRow[]>(() => {
    const window = this.window();
    if (!window) return [];
    const known = this.people.known();
    const messages = window.root && !window.hasBefore ? [window.root, ...window.replies] : window.replies;
    const ids = new Set([window.id, ...window.replies.map(({ id }) => id)]);
    return timelineRows({
      messages: messages.map((message) => withKnownPeople(message, known)),
      waiting: this.outbox
        .items()
        .filter(({ threadId, replyTo }) => threadId === window.id || (replyTo && ids.has(replyTo.id))),
      hasBefore: window.hasBefore,
      unreadAfterSeq: this.unreadLineAfter(),
      meId: this.session.me()?.id ?? '',
      dayOf: cachedDayOf,
      thread: { id: window.id, replyCount: replyCountOf(window) },
    });
  });
  readonly rows = linkedSignal<readonly TimelineRow[], readonly TimelineRow[]>({
    source: computed(() => this.computedRows()),
    computation: (rows, before) => withReusedRows(before?.value ?? [], rows),
  });

  /**
   * @param messageId of any message of the thread
   * @param unreadAfter the seq up to which the room was read when it was opened; null when all of it was
   */
  constructor(
    private readonly roomId: Signal<string>,
    private readonly messageId: Signal<string>,
    private readonly unreadAfter: Signal<number | null>,
  ) {
    this.store.onMessage((message) => this.receive(message), inject(DestroyRef));
    // Loads again with each connection: messages sent in between were not received here.
    effect(() => {
      this.messageId();
      if (this.isLive() || !untracked(this.loaded)) untracked(() => void this.load());
    });
  }

  async load(): Promise<void> {
    const id = this.messageId();
    this.failure.set(null);
    const lately: Message[] = [];
    this.receivedWhileLoading = lately;
    try {
      const page = await this.followed.takeFromAnswer(this.page(), (page) => [
        [threadFromPage(id, page).id, page.following],
      ]);
      if ((page.root ?? page.items[0])?.roomId !== this.roomId()) throw new ApiProblem('message_not_found', 404, '');
      this.setLine(id, page);
      if (this.receivedWhileLoading === lately) this.window.set(lately.reduce(withMessage, threadFromPage(id, page)));
    } catch (error) {
      if (this.receivedWhileLoading === lately) this.failure.set(error);
    } finally {
      if (this.receivedWhileLoading === lately) this.receivedWhileLoading = null;
    }
  }

  async loadOlder(): Promise<void> {
    const first = this.window()?.replies[0]?.seq;
    if (first === undefined) return;
    await this.pages.next(async () => {
      const page = await this.page({ before: first });
      this.window.update((window) => window && withOlderReplies(window, page, first));
    });
  }

  /** The last own reply, when it may be edited. */
  lastEditable(): Message | null {
    const meId = this.session.me()?.id;
    const mine = this.window()?.replies.findLast((each) => each.author?.id === meId && !each.deletedAt);
    return mine && !mine.forwarded ? mine : null;
  }

  /** The last reply of somebody else. */
  lastOfOthers(): Message | null {
    return lastOfOthers(this.window()?.replies ?? [], this.session.me()?.id);
  }

  /** What stays in the thread is unread by what was read of it, not of the room. */
  private setLine(id: string, { unreadFrom }: Partial<Pick<Thread, 'unreadFrom'>>): void {
    if (this.lineSetFor === id) return;
    this.lineSetFor = id;
    if (unreadFrom) this.unreadLineAfter.set(unreadFrom - 1);
  }

  private page(from: { before?: number } = {}): Promise<Thread> {
    return this.api.get<Thread>(`/messages/${this.messageId()}/thread`, { ...from, limit: PAGE_MESSAGES });
  }

  private threadFromLoadedRoom(id: string): ThreadWindow | null {
    const room = this.store.window(this.roomId());
    return room ? threadFromRoom(room, id) : null;
  }

  private receive(message: Message): void {
    this.receivedWhileLoading?.push(message);
    this.window.update((window) => window && withMessage(window, message));
  }
}
