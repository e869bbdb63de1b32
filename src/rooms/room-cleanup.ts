import { Injectable } from '@nestjs/common';
import { HOUR_MS, ScheduledTasks } from '../common/scheduled-tasks.ts';
import { RoomCleanupRepository } from './room-cleanup.repository.ts';
import { RoomDeletionService } from './room-deletion.service.ts';

const MINUTE_MS = 60_000;

/** Removes the messages of deleted rooms, a few at a time, and deletes ephemeral rooms that are empty. */
@Injectable()
export class RoomCleanup {
  constructor(
    private readonly rooms: RoomCleanupRepository,
    private readonly deletion: RoomDeletionService,
    tasks: ScheduledTasks,
  ) {
    tasks.onOneNode(MINUTE_MS, 'deleted rooms', () => this.purge());
    tasks.onOneNode(HOUR_MS, 'ephemeral rooms', () => this.deleteAbandoned());
  }

  async purge(): Promise<void> {
    for (const roomId of await this.rooms.deletedIds()) while (!(await this.rooms.purge(roomId)));
  }

  async deleteAbandoned(): Promise<void> {
    for (const roomId of await this.rooms.abandonedIds()) await this.deletion.deleteRoom(roomId);
  }
}
