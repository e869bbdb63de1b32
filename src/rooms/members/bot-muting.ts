import { Injectable } from '@nestjs/common';
import { isMutedAt } from '../../shared/rooms.policy.ts';
import { TimelineService } from '../../timeline/timeline.service.ts';
import { MemberUpdateBroadcaster } from './member-update-broadcaster.ts';
import { MembersRepository } from './members.repository.ts';
import { MutesRepository } from './mutes.repository.ts';

/** Mutes bots that write without end, with a notice for the people of the room. */
@Injectable()
export class BotMuting {
  constructor(
    private readonly members: MembersRepository,
    private readonly mutes: MutesRepository,
    private readonly timeline: TimelineService,
    private readonly updates: MemberUpdateBroadcaster,
  ) {}

  /** Does nothing for a bot that is muted, or not in the room. */
  async mute(roomId: string, botId: string, minutes: number): Promise<void> {
    const notice = await this.timeline.lockedTransaction(roomId, async (tx) => {
      const now = new Date();
      const member = await this.members.muteOf(tx, roomId, botId);
      if (!member || isMutedAt(member, now)) return undefined;
      const until = new Date(now.getTime() + minutes * 60_000);
      await this.mutes.set(tx, { roomId, userId: botId, mutedBy: null }, until);
      return (await this.timeline.writeNotice(tx, roomId, { event: 'bot_muted', userId: botId })).notice;
    });
    if (!notice) return;
    this.timeline.publish([notice]);
    await this.updates.roleOrMuteChanged(roomId, botId);
  }
}
