import { Injectable, Logger } from '@nestjs/common';
import { DomainEvents } from '../common/domain-events.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import { PreferencesChanged } from '../users/users.service.ts';
import { MembersRepository } from './members.repository.ts';

/** Whoever scrolls marks many messages in a second; the others need to know only the last of them. In milliseconds. */
const GATHER = 250;

/**
 * Tells the others in a room how far somebody has read: those who tell it themselves, in rooms that are not large.
 * What is lost when a process ends is in the member list.
 */
@Injectable()
export class ReadReceipts {
  private readonly logger = new Logger(ReadReceipts.name);
  /** Room → people who have read further since it was last told of. */
  private readonly gathered = new Map<string, Set<string>>();

  constructor(
    private readonly members: MembersRepository,
    private readonly realtime: RealtimeService,
    announcements: DomainEvents,
  ) {
    announcements.on(PreferencesChanged, ({ userId, now }) => realtime.setReceipts(userId, now.readReceipts ?? true));
  }

  /** Soon: once for all that happens meanwhile. */
  moved(roomId: string, userId: string): void {
    const people = this.gathered.get(roomId);
    if (people) return void people.add(userId);
    this.gathered.set(roomId, new Set([userId]));
    setTimeout(() => void this.tell(roomId), GATHER).unref();
  }

  private async tell(roomId: string): Promise<void> {
    const people = [...(this.gathered.get(roomId) ?? [])];
    this.gathered.delete(roomId);
    try {
      for (const { userId, lastReadSeq } of await this.members.readMarks(roomId, people)) {
        const except = [`user:${userId}`, 'receipts:off'] as const;
        this.realtime.emit(`room:${roomId}`, 'read_changed', { roomId, userId, lastReadSeq }, [...except]);
      }
    } catch (error) {
      this.logger.warn(`Room ${roomId} does not hear who has read: ${String(error)}`);
    }
  }
}
