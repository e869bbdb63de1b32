import { Injectable, Logger } from '@nestjs/common';
import { DomainEvents } from '../../common/domain-events.ts';
import { RealtimeService } from '../../transport/realtime.service.ts';
import { BlockChanged } from '../../blocks/block-events.ts';
import { StateBroadcaster } from '../../transport/state-broadcaster.ts';
import { BlocksRepository } from '../../users/blocks.repository.ts';
import { PreferencesChanged } from '../../users/users.service.ts';
import { MembersRepository } from '../members/members.repository.ts';
import { type ReadCounts, ReadMarksRepository } from './read-marks.repository.ts';

/** Scrolling marks many messages in a second; the others need only the last mark. */
const RECEIPTS_DEBOUNCE_MS = 250;

interface ReadMarkKey {
  roomId: string;
  userId: string;
}

/**
 * Sends a reader's own connections the unread counts, and the other members of a room that is not large the read mark,
 * if both have read receipts enabled. Receipts that are lost when a process ends are in the member list.
 */
@Injectable()
export class ReadMarkBroadcaster {
  private readonly logger = new Logger(ReadMarkBroadcaster.name);
  private readonly counts: StateBroadcaster<ReadMarkKey, ReadCounts>;
  /** Room → members whose mark has moved since the last receipts. */
  private readonly pending = new Map<string, Set<string>>();

  constructor(
    private readonly members: MembersRepository,
    private readonly realtime: RealtimeService,
    private readonly blocks: BlocksRepository,
    private readonly marks: ReadMarksRepository,
    events: DomainEvents,
  ) {
    // A message that was sent meanwhile may arrive before or after the counts, so they include the seq up to which they
    // count.
    this.counts = new StateBroadcaster<ReadMarkKey, ReadCounts>({
      read: ({ roomId, userId }) => marks.counts(roomId, userId),
      equals: (emitted, now) => emitted.lastSeq === now.lastSeq,
      emit: (key, counts) => this.emitCounts(key, counts),
    });
    events.on(BlockChanged, (change) => this.recount(change));
    events.on(PreferencesChanged, ({ userId, now }) => realtime.setReceipts(userId, now.readReceipts ?? true));
  }

  async movedUp(roomId: string, userId: string, counts: ReadCounts): Promise<void> {
    this.scheduleReceipt(roomId, userId);
    await this.counts.broadcast({ roomId, userId }, counts);
  }

  /** Sent only to the reader's own connections. */
  movedDown(roomId: string, userId: string, counts: ReadCounts): void {
    this.emitCounts({ roomId, userId }, counts, { back: true });
  }

  /** What a person writes counts as a mention no more, or again. */
  private async recount({ userId, otherId }: BlockChanged): Promise<void> {
    for (const { roomId, ...counts } of await this.marks.sharedUnread(userId, otherId))
      this.emitCounts({ roomId, userId }, counts);
  }

  private emitCounts({ roomId, userId }: ReadMarkKey, counts: ReadCounts, extra: { back?: true } = {}): void {
    const { lastReadSeq, unreadCount, mentionCount, lastSeq } = counts;
    const change = { roomId, userId, lastReadSeq, unreadCount, mentionCount, lastSeq, ...extra };
    this.realtime.emit(`user:${userId}`, 'read_changed', change);
  }

  private scheduleReceipt(roomId: string, userId: string): void {
    const userIds = this.pending.get(roomId);
    if (userIds) return void userIds.add(userId);
    this.pending.set(roomId, new Set([userId]));
    setTimeout(() => void this.emitReceipts(roomId), RECEIPTS_DEBOUNCE_MS).unref();
  }

  private async emitReceipts(roomId: string): Promise<void> {
    const userIds = [...(this.pending.get(roomId) ?? [])];
    this.pending.delete(roomId);
    try {
      const apartFrom = await this.blocks.apartFromEach(userIds);
      for (const { userId, lastReadSeq } of await this.members.readMarks(roomId, userIds)) {
        const receipt = { roomId, userId, lastReadSeq };
        const apart = [...(apartFrom.get(userId) ?? [])].map((id) => `user:${id}` as const);
        this.realtime.emit(`room:${roomId}`, 'read_changed', receipt, [`user:${userId}`, 'receipts:off', ...apart]);
      }
    } catch (error) {
      this.logger.warn(`Room ${roomId} gets no read receipts: ${String(error)}`);
    }
  }
}
