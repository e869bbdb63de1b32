import { computed, inject, linkedSignal, type Signal, untracked } from '@angular/core';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { goesToRoom } from '@api/shared/message-place.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { Session } from '../auth/session.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { ThreadInboxStore } from '../threads/thread-inbox-store.ts';
import { cachedDayOf } from '../ui/dates.ts';
import { lastOfOthers } from '../messages/last-of-others.ts';
import { MessagesStore } from '../messages/messages-store.ts';
import { Outbox } from '../outbox/outbox.ts';
import { hasNewReplies, withReusedRows, type TimelineRow, timelineRows } from '../message-list/timeline-rows.ts';

/** People whose pictures stand for the members of a room. */
const MAX_FACES = 3;

/** The state of an open room: the loaded messages, the waiting own messages, and the unread line. */
export class Conversation {
  private readonly session = inject(Session);
  private readonly store = inject(MessagesStore);
  private readonly rooms = inject(RoomsStore);
  private readonly outbox = inject(Outbox);
  private readonly inbox = inject(ThreadInboxStore);

  readonly room = computed(() => this.rooms.room(this.roomId()));
  readonly window = computed(() => this.store.window(this.roomId()));
  readonly loaded = computed(() => {
    const window = this.window();
    return window !== undefined && (window.messages.length > 0 || !window.hasAfter);
  });
  /** Whether the first message that the reader may see is not the first of the room, as for guests. */
  readonly hidesEarlier = computed(() => {
    const window = this.window();
    return window !== undefined && !window.hasBefore && (window.messages[0]?.seq ?? 1) > 1;
  });
  /** Set when the room is opened: the line stays in its position while the reader reads on. */
  private readonly unreadLineAfter = linkedSignal<string, number | null>({
    source: computed(() => this.roomId()),
    computation: (id) => untracked(() => unreadAfter(this.rooms.room(id))),
  });
  readonly unreadAfterSeq = this.unreadLineAfter.asReadonly();
  /** The room in which messages were marked unread: they count as read again only after the room is reopened. */
  private readonly markedUnreadIn = linkedSignal<string, string | null>({
    source: computed(() => this.roomId()),
    computation: () => null,
  });
  private readonly seenThreads = linkedSignal<string, ReadonlyMap<string, number>>({
    source: computed(() => this.roomId()),
    computation: () => new Map(),
  });
  readonly countsAsRead = computed(() => this.markedUnreadIn() !== this.roomId());

  private readonly isThreadUnread = computed(() => {
    this.inbox.unreadThreads();
    this.inbox.version();
    return (id: string) => this.inbox.isUnread(id);
  });

  private readonly unread = computed(() => ({
    isThreadUnread: this.isThreadUnread(),
    unreadAfterSeq: this.unreadLineAfter(),
    seenThreads: this.seenThreads(),
    meId: this.session.me()?.id ?? '',
  }));

  private readonly computedRows = computed(() => {
    const window = this.window();
    const me = this.session.me();
    return timelineRows({
      messages: window?.messages ?? [],
      waiting: window?.hasAfter
        ? []
        : this.outbox.items().filter((item) => item.roomId === this.roomId() && goesToRoom(item)),
      hasBefore: window?.hasBefore ?? false,
      ...this.unread(),
      hideNotices: me?.preferences.hideNotices ?? false,
      dayOf: cachedDayOf,
    });
  });
  readonly rows = linkedSignal<readonly TimelineRow[], readonly TimelineRow[]>({
    source: computed(() => this.computedRows()),
    computation: (rows, before) => withReusedRows(before?.value ?? [], rows),
  });

  /** The people who wrote last, the newest first; the same list while they stay the same. */
  readonly lastAuthors = computed(() => lastAuthors(this.window()?.messages ?? []), {
    equal: (a, b) => a.length === b.length && a.every((person, index) => person === b[index]),
  });

  constructor(readonly roomId: Signal<string>) {}

  /** Whether the thread of a message has new replies of others. */
  readonly hasNewReplies = (message: Message): boolean => hasNewReplies(message, this.unread());

  /** Marks the replies of a thread up to a seq as seen. */
  markThreadSeen(threadId: string, seq: number): void {
    this.seenThreads.update((seen) => new Map(seen).set(threadId, Math.max(seq, seen.get(threadId) ?? 0)));
  }

  /** Moves the unread line, and stops marking messages as read until the room is reopened. */
  markUnread({ seq, roomId }: Message): void {
    this.unreadLineAfter.set(seq - 1);
    this.seenThreads.set(new Map());
    this.markedUnreadIn.set(roomId);
  }

  /** Removes the unread line, and marks messages as read again. */
  markRead(): void {
    this.unreadLineAfter.set(null);
    this.markedUnreadIn.set(null);
  }

  /** The last own message, when it may be edited. */
  lastEditable(): Message | null {
    const window = this.window();
    const meId = this.session.me()?.id;
    const mine = window?.messages.findLast((each) => each.author?.id === meId && !each.deletedAt);
    return mine && !mine.forwarded && !window?.hasAfter ? mine : null;
  }

  /** The last message of somebody else; null while later ones are not loaded. */
  lastOfOthers(): Message | null {
    const window = this.window();
    return (!window?.hasAfter && lastOfOthers(window?.messages ?? [], this.session.me()?.id)) || null;
  }
}

function lastAuthors(messages: readonly Message[]): UserSummary[] {
  const found = new Map<string, UserSummary>();
  for (let index = messages.length - 1; index >= 0 && found.size < MAX_FACES; index--) {
    const author = messages[index]?.kind === 'text' ? messages[index]?.author : null;
    if (author && !found.has(author.id)) found.set(author.id, author);
  }
  return [...found.values()];
}

const unreadAfter = (room: Room | undefined): number | null => (room && room.unreadCount > 0 ? room.lastReadSeq : null);
