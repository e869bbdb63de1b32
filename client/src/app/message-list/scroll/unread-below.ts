import { computed, signal } from '@angular/core';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import type { TimelineRow } from '../timeline-rows.ts';

/** The list whose unread messages are counted. */
interface ObservedList {
  rows: () => readonly TimelineRow[];
  me: () => UserSummary;
  room: () => Room;
  inThread: () => boolean;
  /** Index of the lowest row on the screen; -1 before anything is drawn. */
  lastOnScreen: () => number;
}

/** The number of messages of others below the visible rows. */
export class UnreadBelow {
  private readonly seenSeq = signal(0);
  private readonly lastSeq = computed(() => this.list.rows().findLast((row) => row.message)?.message?.seq ?? 0);

  /** What came since the reader was at the end, or the unread messages of the room below the visible rows, loaded or not. */
  readonly count = computed(() => {
    const newBelow = this.countAfter(this.list.rows(), this.seenSeq());
    const { unreadCount, lastReadSeq } = this.list.room();
    if (this.list.inThread() || unreadCount === 0) return newBelow;
    const passed = this.list.rows().slice(0, this.list.lastOnScreen() + 1);
    return Math.max(newBelow, unreadCount - this.countAfter(passed, lastReadSeq));
  });

  constructor(private readonly list: ObservedList) {}

  /** Counts all rows up to now as seen. */
  markSeen(): void {
    this.seenSeq.set(this.lastSeq());
  }

  /** Own messages are not counted. */
  private countAfter(rows: readonly TimelineRow[], after: number): number {
    const myId = this.list.me().id;
    return rows.filter(
      ({ message }) => message && message.seq > after && message.kind === 'text' && message.author?.id !== myId,
    ).length;
  }
}
