import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Announcements } from '../common/announcements.ts';
import { Realtime } from '../realtime/realtime.service.ts';
import { NoticesHealed } from '../timeline/told.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { MembersRepository } from './members.repository.ts';
import type { MemberChanged } from './rooms.dto.ts';

/** A room that is never quiet is told of this often; its next `sync` says the rest. */
const LOOKS = 10;

/** Tells everybody in a room that somebody came, left, or stands differently. */
@Injectable()
export class MemberNews {
  constructor(
    private readonly members: MembersRepository,
    private readonly timeline: TimelineService,
    private readonly realtime: Realtime,
    announcements: Announcements,
  ) {
    announcements.on(NoticesHealed, async ({ notices }) => {
      for (const { roomId, system } of notices) if (system?.userId) await this.changed(roomId, system.userId, 'here');
    });
  }

  /**
   * Two changes at once may be told of in either order, by whichever node: whoever has told something looks once more,
   * and tells it anew if it is not so any longer.
   * @param where `here` for what this node has found out by itself
   */
  async changed(roomId: string, userId: string, where: 'everywhere' | 'here' = 'everywhere'): Promise<void> {
    const emit = where === 'here' ? this.realtime.emitHere.bind(this.realtime) : this.realtime.emit.bind(this.realtime);
    let told: MemberChanged | undefined;
    for (let looks = 0; looks < LOOKS; looks++) {
      const member = (await this.members.one(roomId, userId, null)) ?? null;
      const news = { roomId, userId, member, memberCount: await this.timeline.memberCount(roomId) };
      const discreet = { ...news, member: member && { ...member, lastReadSeq: 0 } };
      if (isDeepStrictEqual(discreet, told)) return;
      emit(`room:${roomId}`, 'member_changed', news, 'receipts:off');
      emit(`room:${roomId}`, 'member_changed', discreet, 'receipts:on');
      told = discreet;
    }
  }
}
