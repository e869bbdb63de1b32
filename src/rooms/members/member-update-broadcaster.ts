import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../../common/domain-events.ts';
import type { SystemNotice } from '../../timeline/message.dto.ts';
import { NoticesRecovered } from '../../timeline/timeline-events.ts';
import { RealtimeService } from '../../transport/realtime.service.ts';
import { type ClusterStateBroadcaster, StateBroadcasterFactory } from '../../transport/state-broadcaster.ts';
import type { MemberChanged } from './members.dto.ts';
import { MembersRepository } from './members.repository.ts';
import { roomChangeId, RoomUpdateBroadcaster } from '../room-update-broadcaster.ts';

const JOINS_AND_DEPARTURES = new Set<SystemNotice['event']>([
  'member_joined',
  'member_left',
  'member_kicked',
  'member_banned',
]);

interface MemberKey {
  roomId: string;
  userId: string;
  /** True for a change of role or mute, which the member's own view of the room shows too; false for a join or departure. */
  changesOwnView: boolean;
}

/** Informs all members of a room that a member joined, left, or has another role or mute (`member_changed`). */
@Injectable()
export class MemberUpdateBroadcaster {
  private readonly broadcaster: ClusterStateBroadcaster<MemberKey, MemberChanged>;

  constructor(
    private readonly members: MembersRepository,
    private readonly realtime: RealtimeService,
    private readonly rooms: RoomUpdateBroadcaster,
    broadcasters: StateBroadcasterFactory,
    events: DomainEvents,
  ) {
    this.broadcaster = broadcasters.create<MemberKey, MemberChanged>({
      topic: 'member_changed',
      before: ({ roomId, userId, changesOwnView }) => (changesOwnView ? rooms.emitLocally(roomId, userId) : undefined),
      read: (key) => this.read(key),
      equals: (emitted, now) => isDeepStrictEqual(withoutReadMark(emitted), withoutReadMark(now)),
      emit: ({ roomId }, change) => {
        realtime.emitLocally(`room:${roomId}`, 'member_changed', change, 'receipts:off');
        realtime.emitLocally(`room:${roomId}`, 'member_changed', withoutReadMark(change), 'receipts:on');
      },
      versions: {
        idOf: roomChangeId,
        versionOf: ({ roomId, userId, changesOwnView }) =>
          changesOwnView ? members.changedAt(roomId, userId) : undefined,
        recent: async () =>
          (await members.recentChanges()).map(({ roomId, userId, changedAt }) => ({
            key: { roomId, userId, changesOwnView: true },
            version: changedAt,
          })),
        deliveries: rooms.deliveries,
      },
    });
    events.on(NoticesRecovered, async ({ notices }) => {
      for (const { roomId, system } of notices)
        if (system && JOINS_AND_DEPARTURES.has(system.event))
          await this.broadcaster.publishLocally({ roomId, userId: system.userId, changesOwnView: false });
    });
  }

  /**
   * Call it after the commit. Each node reads the member, if any of its connections is in the room.
   * @param isRegrouped in a group conversation: each member sees other peers
   */
  async joinedOrLeft(roomId: string, userId: string, isRegrouped = false): Promise<void> {
    await this.broadcaster.publish({ roomId, userId, changesOwnView: false });
    if (isRegrouped) await this.rooms.changed(roomId);
  }

  /** Call it after the commit. */
  roleOrMuteChanged(roomId: string, userId: string): Promise<void> {
    return this.broadcaster.publish({ roomId, userId, changesOwnView: true });
  }

  private async read({ roomId, userId }: MemberKey): Promise<MemberChanged | undefined> {
    return this.realtime.socketsInRoom(roomId).length ? this.members.change(roomId, userId) : undefined;
  }
}

/** For viewers without read receipts, and for comparison: a moved read mark alone is no change of the member. */
const withoutReadMark = (change: MemberChanged): MemberChanged => ({
  ...change,
  member: change.member && { ...change.member, lastReadSeq: 0 },
});
