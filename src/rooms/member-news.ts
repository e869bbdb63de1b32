import { Injectable } from '@nestjs/common';
import { Realtime } from '../realtime/realtime.service.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { MembersRepository } from './members.repository.ts';

/** A room that is never quiet is told of this often; its next `sync` says the rest. */
const LOOKS = 10;

/** Tells everybody in a room that somebody came, left, or stands differently. */
@Injectable()
export class MemberNews {
  constructor(
    private readonly members: MembersRepository,
    private readonly timeline: TimelineService,
    private readonly realtime: Realtime,
  ) {}

  /** Two who come at once may be told of in either order: whoever tells an old number tells the new one after it. */
  async changed(roomId: string, userId: string): Promise<void> {
    let told: number | undefined;
    for (let looks = 0; looks < LOOKS; looks++) {
      const member = (await this.members.one(roomId, userId, null)) ?? null;
      const memberCount = await this.timeline.memberCount(roomId);
      if (memberCount === told) return;
      const news = { roomId, userId, memberCount };
      this.realtime.emit(`room:${roomId}`, 'member_changed', { ...news, member }, 'receipts:off');
      const discreet = member && { ...member, lastReadSeq: 0 };
      this.realtime.emit(`room:${roomId}`, 'member_changed', { ...news, member: discreet }, 'receipts:on');
      told = memberCount;
    }
  }
}
