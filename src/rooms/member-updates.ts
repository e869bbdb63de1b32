import { isDeepStrictEqual } from 'node:util';
import { Injectable, Logger } from '@nestjs/common';
import { DomainEvents } from '../common/domain-events.ts';
import { Bus } from '../cluster/bus.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import type { SystemNotice } from '../timeline/message.dto.ts';
import { NoticesRecovered } from '../timeline/timeline-events.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { RoomChangeDeliveries } from './room-change-deliveries.ts';
import { MembersRepository } from './members.repository.ts';
import { RoomUpdates } from './room-updates.ts';
import type { MemberChanged } from './members.dto.ts';

/** A room that is never quiet is told of this often; its next `sync` says the rest. */
const LOOKS = 10;

const COMING_AND_GOING = new Set<SystemNotice['event']>([
  'member_joined',
  'member_left',
  'member_kicked',
  'member_banned',
]);

interface Hint {
  roomId: string;
  userId: string;
  /** Their role or silence changed, rather than that they came or left: they see the room differently themselves. */
  stands: boolean;
}

/** Tells everybody in a room that somebody came, left, or stands differently. */
@Injectable()
export class MemberUpdates {
  private readonly logger = new Logger(MemberUpdates.name);

  constructor(
    private readonly members: MembersRepository,
    private readonly timeline: TimelineService,
    private readonly told: RoomChangeDeliveries,
    private readonly rooms: RoomUpdates,
    private readonly realtime: RealtimeService,
    private readonly bus: Bus,
    announcements: DomainEvents,
  ) {
    bus.on('member_changed', (hint: Hint) => void this.tellHere(hint));
    announcements.on(NoticesRecovered, async ({ notices }) => {
      for (const { roomId, system } of notices)
        if (system && COMING_AND_GOING.has(system.event))
          await this.tellHere({ roomId, userId: system.userId, stands: false });
    });
  }

  /** Somebody came or left. Call it after the commit. Each node looks for itself, if its connections hear the room. */
  joinedOrLeft(roomId: string, userId: string): Promise<void> {
    return this.changed({ roomId, userId, stands: false });
  }

  /** Somebody's role or silence changed. */
  roleOrMuteChanged(roomId: string, userId: string): Promise<void> {
    return this.changed({ roomId, userId, stands: true });
  }

  /** To this node's connections: for what it has found out by itself. */
  async tellHere({ roomId, userId, stands }: Hint): Promise<void> {
    const tell = async () => {
      if (stands) await this.rooms.show(roomId, [userId]);
      if (this.realtime.socketsInRoom(roomId).length) await this.tell(roomId, userId);
    };
    try {
      await (stands ? this.told.during(roomId, userId, tell) : tell());
    } catch (error) {
      this.logger.warn(`Who is in room ${roomId} is shown as it was until the next look: ${String(error)}`);
    }
  }

  private async changed(hint: Hint): Promise<void> {
    this.bus.publish('member_changed', hint);
    await this.tellHere(hint);
  }

  /**
   * Two changes at once may be told of in either order: whoever has told something looks once more, and tells it anew if
   * it is not so any longer.
   */
  private async tell(roomId: string, userId: string): Promise<void> {
    let told: MemberChanged | undefined;
    for (let looks = 0; looks < LOOKS; looks++) {
      const member = (await this.members.one(roomId, userId, null)) ?? null;
      const news = { roomId, userId, member, memberCount: await this.timeline.memberCount(roomId) };
      const discreet = { ...news, member: member && { ...member, lastReadSeq: 0 } };
      if (isDeepStrictEqual(discreet, told)) return;
      this.realtime.emitLocally(`room:${roomId}`, 'member_changed', news, 'receipts:off');
      this.realtime.emitLocally(`room:${roomId}`, 'member_changed', discreet, 'receipts:on');
      told = discreet;
    }
  }
}
