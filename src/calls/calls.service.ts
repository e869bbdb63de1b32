import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import type { Tx } from '../common/database/database.ts';
import { DomainEvents } from '../common/domain-events.ts';
import { Problem } from '../common/problem.ts';
import { DirectRoomsService } from '../rooms/direct-rooms.service.ts';
import { type Admission, RoomAccess } from '../rooms/room-access.ts';
import type { Message } from '../timeline/message.dto.ts';
import { MessagesCommitted } from '../timeline/timeline-events.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import type { Call } from './calls.dto.ts';
import { CALL_MS, moderatesCalls, ringsAgain } from './calls.policy.ts';
import { CallsRepository, type OpenCall } from './calls.repository.ts';
import { MeetingLinks } from './meeting-links.ts';

interface StartedCall {
  call: OpenCall;
  isNew: boolean;
  /** What tells the members; absent where they know. */
  notice?: Message;
}

/** Starts calls of rooms, and lets members in to them. One of a room is open at a time. */
@Injectable()
export class CallsService {
  constructor(
    private readonly links: MeetingLinks,
    private readonly access: RoomAccess,
    private readonly directRooms: DirectRoomsService,
    private readonly timeline: TimelineService,
    private readonly repository: CallsRepository,
    private readonly events: DomainEvents,
  ) {}

  /**
   * Starts a call and tells the members; while one is open, lets the caller in to that. In a direct room it rings again then,
   * once a minute at most.
   * @throws Problem `not_available`, `room_not_found`, and what keeps the caller from writing
   */
  async start(caller: Caller, roomId: string): Promise<{ call: Call; isNew: boolean }> {
    this.links.assertAvailable();
    const { kind } = await this.access.allow(caller, roomId, 'call');
    if (kind === 'direct') await this.directRooms.showToAll(roomId);
    const { started, admission } = await this.timeline.lockedTransaction(roomId, async (tx) => {
      const admission = await this.access.allowLocked(tx, caller, roomId, 'call');
      return { started: await this.startLocked(tx, caller, admission), admission };
    });
    this.tell(started, admission);
    return { call: await this.view(started.call, caller, admission), isNew: started.isNew };
  }

  /** @throws Problem `not_available`, `room_not_found`, `call_ended`, and what keeps the caller from writing */
  async join(caller: Caller, roomId: string): Promise<Call> {
    this.links.assertAvailable();
    const admission = await this.access.allow(caller, roomId, 'answer');
    const call = await this.repository.open(roomId, new Date());
    if (!call) throw new Problem('call_ended');
    return this.view(call, caller, admission);
  }

  private async startLocked(tx: Tx, { userId }: Caller, { roomId, kind }: Admission): Promise<StartedCall> {
    const now = new Date();
    const endsAt = new Date(now.getTime() + CALL_MS);
    const open = await this.repository.open(roomId, now, tx);
    if (open && !ringsAgain(kind === 'direct', open.rangAt, now)) return { call: open, isNew: false };
    if (open) await this.repository.markRung(tx, open.id, now, endsAt);
    const call = open ?? (await this.repository.start(tx, { roomId, startedBy: userId, startedAt: now, endsAt }));
    const system = { event: 'call_started', userId, endsAt: endsAt.toISOString() } as const;
    const { notice } = await this.timeline.writeNotice(tx, roomId, system);
    return { call: { ...call, endsAt }, isNew: !open, notice };
  }

  private tell({ notice }: StartedCall, { kind }: Admission): void {
    if (!notice) return;
    this.timeline.publish([notice]);
    if (kind === 'direct') void this.events.publish(new MessagesCommitted([notice]));
  }

  private async view(call: OpenCall, { userId }: Caller, admission: Admission): Promise<Call> {
    const { id, roomId, startedBy, startedAt, endsAt } = call;
    return {
      id,
      roomId,
      startedBy,
      startedAt: startedAt.toISOString(),
      endsAt: endsAt.toISOString(),
      url: await this.links.of(call, userId, moderatesCalls(admission)),
    };
  }
}
