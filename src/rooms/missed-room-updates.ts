import { Injectable } from '@nestjs/common';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { RoomChangeDeliveries } from './room-change-deliveries.ts';
import { MemberUpdates } from './member-updates.ts';
import { RoomUpdates } from './room-updates.ts';

/** In milliseconds, as the repair poll of messages. */
const POLL = 2_000;

/**
 * Tells this node's connections of rooms and of places in them whose hint was lost: settings, codes, silence and what
 * somebody wishes for themselves change no message, so the repair poll of messages does not see them.
 */
@Injectable()
export class MissedRoomUpdates {
  constructor(
    private readonly told: RoomChangeDeliveries,
    private readonly rooms: RoomUpdates,
    private readonly members: MemberUpdates,
    rounds: ScheduledTasks,
  ) {
    rounds.onEveryNode(POLL, 'telling changed rooms', () => this.tell());
  }

  private async tell(): Promise<void> {
    for (const { roomId, userId } of await this.told.missed())
      if (userId) await this.members.tellHere({ roomId, userId, stands: true });
      else await this.rooms.tellHere(roomId);
  }
}
