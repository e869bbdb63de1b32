import { Injectable } from '@nestjs/common';
import { HOUR_MS, ScheduledTasks } from '../common/scheduled-tasks.ts';
import { MembershipService } from './membership.service.ts';
import { RoomsRepository } from './rooms.repository.ts';

const MINUTE = 60_000;

/** What rooms leave behind: the messages of deleted ones, a few at a time, and ephemeral ones that nobody is in any more. */
@Injectable()
export class RoomCleanup {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly membership: MembershipService,
    rounds: ScheduledTasks,
  ) {
    rounds.onOneNode(MINUTE, 'deleted rooms', () => this.purge());
    rounds.onOneNode(HOUR_MS, 'ephemeral rooms', () => this.removeAbandoned());
  }

  async purge(): Promise<void> {
    for (const roomId of await this.rooms.deletedIds()) while (!(await this.rooms.purge(roomId)));
  }

  async removeAbandoned(): Promise<void> {
    for (const roomId of await this.rooms.abandonedIds()) await this.membership.dissolve(roomId);
  }
}
