import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { HOUR_MS, ScheduledTasks } from '../../common/scheduled-tasks.ts';
import { TimelineService } from '../../timeline/timeline.service.ts';
import { RoomAccess } from '../room-access.ts';
import { MemberUpdateBroadcaster } from './member-update-broadcaster.ts';
import type { MutePage } from './members.dto.ts';
import { MutesRepository } from './mutes.repository.ts';

/** The list of mutes, and ending them: also those of people who have left. `MemberRolesService` mutes members. */
@Injectable()
export class MutingService {
  constructor(
    private readonly access: RoomAccess,
    private readonly mutes: MutesRepository,
    private readonly timeline: TimelineService,
    private readonly updates: MemberUpdateBroadcaster,
    tasks: ScheduledTasks,
  ) {
    tasks.onOneNode(HOUR_MS, 'expired mutes', () => this.mutes.removeExpired());
  }

  async list(caller: Caller, roomId: string): Promise<MutePage> {
    await this.access.allow(caller, roomId, 'moderate');
    return { items: await this.mutes.list(roomId), next: null };
  }

  /** A member is unmuted by those who may mute them, a person who has left by every moderator. */
  async unmute(caller: Caller, roomId: string, userId: string): Promise<void> {
    await this.access.allow(caller, roomId, 'moderate');
    await this.timeline.lockedTransaction(roomId, async (tx) => {
      await this.access.allowUponPersonLocked(tx, caller, { roomId, userId });
      await this.mutes.set(tx, { roomId, userId, mutedBy: caller.userId }, null);
    });
    await this.updates.roleOrMuteChanged(roomId, userId);
  }
}
