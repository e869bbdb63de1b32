import { Injectable } from '@nestjs/common';
import { RecentDeliveries } from '../cluster/recent-deliveries.ts';
import { type Change, RoomChangesRepository } from './room-changes.repository.ts';

const keyOf = (roomId: string, userId?: string | null) => (userId ? `${roomId} ${userId}` : roomId);

/** Which changes of rooms, and of people's places in them, this node has told its connections of. */
@Injectable()
export class RoomChangeDeliveries {
  private readonly told = new RecentDeliveries();

  constructor(private readonly changes: RoomChangesRepository) {}

  /** Tells of what a room or a place is like now; should that fail, the change counts as not told. */
  async during(roomId: string, userId: string | undefined, tell: () => Promise<void>): Promise<void> {
    // Before it is looked at: what changes from now on is another change.
    this.told.record(keyOf(roomId, userId), await this.changes.changedAt(roomId, userId));
    try {
      await tell();
    } catch (error) {
      this.told.forget(keyOf(roomId, userId));
      throw error;
    }
  }

  /** What has changed lately and was not told here, because its hint was lost. */
  async missed(): Promise<Change[]> {
    const changes = await this.changes.justNow();
    return changes.filter(({ roomId, userId, changedAt }) => !this.told.has(keyOf(roomId, userId), changedAt));
  }
}
