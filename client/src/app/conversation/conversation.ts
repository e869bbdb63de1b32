import { computed, inject, linkedSignal, type Signal, untracked } from '@angular/core';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { Session } from '../auth/session.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { cachedDayOf } from '../ui/dates.ts';
import { MessagesStore } from '../messages/messages-store.ts';
import { Outbox } from '../outbox/outbox.ts';
import { hasNewReplies, withReusedRows, type TimelineRow, timelineRows } from '../message-list/timeline-rows.ts';

/** What a room shows: the messages that are held, one's own on their way, and the line before what is unread. */
export class Conversation {
  private readonly session = inject(Session);
  private readonly store = inject(MessagesStore);
  private readonly rooms = inject(RoomsStore);
  private readonly outbox = inject(Outbox);

  readonly room = computed(() => this.rooms.room(this.roomId()));
  readonly window = computed(() => this.store.window(this.roomId()));
  readonly loaded = computed(() => {
    const window = this.window();
    return window !== undefined && (window.messages.length > 0 || !window.hasAfter);
  });
  /** Settled when the room is opened: the line stays where it was while one reads. */
  private readonly unreadLineAfter = linkedSignal<string, number | null>({
    source: () => this.roomId(),
    computation: (id) => untracked(() => unreadAfter(this.rooms.room(id))),
  });
  readonly unreadAfterSeq = this.unreadLineAfter.asReadonly();
  /** The room whose messages one has marked unread: reading begins again when one comes back. */
  private readonly markedUnreadIn = linkedSignal<string, string | null>({
    source: () => this.roomId(),
    computation: () => null,
  });
  private readonly seenThreads = linkedSignal<string, ReadonlyMap<string, number>>({
    source: () => this.roomId(),
    computation: () => new Map(),
  });
  readonly countsAsRead = computed(() => this.markedUnreadIn() !== this.roomId());

  private readonly unread = computed(() => ({
    unreadAfterSeq: this.unreadLineAfter(),
    seenThreads: this.seenThreads(),
    meId: this.session.me()?.id ?? '',
  }));

  private readonly computedRows = computed(() => {
    const window = this.window();
    const me = this.session.me();
    return timelineRows({
      messages: window?.messages ?? [],
      waiting: window?.hasAfter ? [] : this.outbox.items().filter((item) => item.roomId === this.roomId()),
      hasBefore: window?.hasBefore ?? false,
      ...this.unread(),
      hideNotices: me?.preferences.hideNotices ?? false,
      dayOf: cachedDayOf,
    });
  });
  readonly rows = linkedSignal<readonly TimelineRow[], readonly TimelineRow[]>({
    source: () => this.computedRows(),
    computation: (rows, before) => withReusedRows(before?.value ?? [], rows),
  });

  constructor(readonly roomId: Signal<string>) {}

  /** Whether somebody else has answered it since one was here, or in its thread. */
  readonly hasNewReplies = (message: Message): boolean => hasNewReplies(message, this.unread());

  /** Its answers up to a seq were on the screen. */
  markThreadSeen(threadId: string, seq: number): void {
    this.seenThreads.update((seen) => new Map(seen).set(threadId, Math.max(seq, seen.get(threadId) ?? 0)));
  }

  /** The line moves, and what is on the screen does not count as read until one comes back to the room. */
  markUnread({ seq, roomId }: Message): void {
    this.unreadLineAfter.set(seq - 1);
    this.seenThreads.set(new Map());
    this.markedUnreadIn.set(roomId);
  }

  /** Whoever writes, or says so, has read everything. */
  markRead(): void {
    this.unreadLineAfter.set(null);
    this.markedUnreadIn.set(null);
  }

  /** The last one that one may change. */
  lastEditable(): Message | null {
    const window = this.window();
    const meId = this.session.me()?.id;
    const mine = window?.messages.findLast((each) => each.author?.id === meId && !each.deletedAt);
    return mine && !mine.forwarded && !window?.hasAfter ? mine : null;
  }
}

const unreadAfter = (room: Room | undefined): number | null => (room && room.unreadCount > 0 ? room.lastReadSeq : null);
