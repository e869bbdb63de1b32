import { computed, signal } from '@angular/core';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import type { TimelineRow } from './timeline-rows.ts';

/** What a list shows, as its inputs tell it. */
interface ObservedList {
  rows: () => readonly TimelineRow[];
  me: () => UserSummary;
  room: () => Room;
  inThread: () => boolean;
  /** Index of the lowest row on the screen; -1 before anything is drawn. */
  lastOnScreen: () => number;
}

/** How many messages of others wait below what one reads. */
export class UnreadBelow {
  private readonly seenSeq = signal(0);
  private readonly lastSeq = computed(() => this.list.rows().findLast((row) => row.message)?.message?.seq ?? 0);

  /** What has come since one was at the end, or what of a room one has neither read nor come past yet, loaded or not. */
  readonly count = computed(() => {
    const news = this.countAfter(this.list.rows(), this.seenSeq());
    const { unreadCount, lastReadSeq } = this.list.room();
    if (this.list.inThread() || unreadCount === 0) return news;
    const passed = this.list.rows().slice(0, this.list.lastOnScreen() + 1);
    return Math.max(news, unreadCount - this.countAfter(passed, lastReadSeq));
  });

  constructor(private readonly list: ObservedList) {}

  /** All that is there until now is no news any more. */
  markSeen(): void {
    this.seenSeq.set(this.lastSeq());
  }

  /** What one has written oneself is none. */
  private countAfter(rows: readonly TimelineRow[], after: number): number {
    const myId = this.list.me().id;
    return rows.filter(
      ({ message }) => message && message.seq > after && message.kind === 'text' && message.author?.id !== myId,
    ).length;
  }
}
