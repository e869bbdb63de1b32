import { Injectable } from '@nestjs/common';
import { limits } from '../shared/limits.ts';
import { metrics } from '../common/observability/metrics.ts';
import { PresenceService } from '../presence/presence.service.ts';
import { type ParleySocket, receiptsChannel } from '../transport/realtime.service.ts';
import type { Room } from '../rooms/rooms.dto.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import { RoomsService } from '../rooms/rooms.service.ts';
import { RoomSubscriptions } from '../timeline/room-subscriptions.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { UsersService } from '../users/users.service.ts';
import { AnswerBudget } from './answer-budget.ts';
import { subscribedRooms } from './sweep.service.ts';
import { SyncRepository } from './sync.repository.ts';
import type { HeldRoom, RoomChanges, SyncAnswer, SyncRequest } from './sync.dto.ts';

/** Brings a connection up to date: it gets every event from now on, and everything earlier in the response. */
@Injectable()
export class SyncService {
  constructor(
    private readonly rooms: RoomsService,
    private readonly roomsRepository: RoomsRepository,
    private readonly people: SyncRepository,
    private readonly timeline: TimelineService,
    private readonly subscriptions: RoomSubscriptions,
    private readonly presence: PresenceService,
    private readonly users: UsersService,
  ) {}

  async sync(socket: ParleySocket, { rooms: held = [] }: SyncRequest): Promise<SyncAnswer> {
    const { caller } = socket.data;
    await socket.join(`user:${caller.userId}`);
    // Read after joining: a preference that changes from now on reaches the socket.
    const me = await this.users.ownProfile(caller.userId);
    const wantsReceipts = me.preferences.readReceipts ?? true;
    await socket.leave(receiptsChannel(!wantsReceipts));
    await socket.join(receiptsChannel(wantsReceipts));
    metrics.syncs.inc({ from: held.length ? 'held' : 'nothing' });
    const subscribed = await this.subscribe(socket);
    // Read after subscribing: commits in between are in the response, in an event, or in both.
    const rooms = await this.rooms.mine(caller);
    this.unsubscribeFromLeft(socket, subscribed, rooms);
    // A new name changes no message, so `changes` does not have it: clients that hold messages get it here.
    if (held.length)
      for (const person of await this.people.changedInLast30Days(caller.userId)) socket.emit('user_changed', person);
    const peers = rooms.flatMap(({ peer }) => peer?.id ?? []);
    return {
      me,
      rooms,
      changes: counted(await this.changes(rooms, held, caller.userId)),
      presence: await this.presence.of(caller, peers),
    };
  }

  /** To the person's rooms; rooms joined from now on reach the socket through the person's channel. */
  private async subscribe(socket: ParleySocket): Promise<Set<string>> {
    const { userId } = socket.data.caller;
    const rooms = await this.roomsRepository.visibleTo(userId);
    await this.subscriptions.subscribe(socket, rooms);
    socket.data.synced = true;
    return new Set([...subscribedRooms(socket), ...rooms.map(({ roomId }) => roomId)]);
  }

  /** From rooms that were left meanwhile, on this node or another; a room that was joined since the query stays. */
  private unsubscribeFromLeft(socket: ParleySocket, subscribed: Set<string>, rooms: Room[]): void {
    const mine = new Set(rooms.map(({ id }) => id));
    for (const id of subscribed) if (!mine.has(id)) void socket.leave(`room:${id}`);
  }

  private async changes(rooms: Room[], held: HeldRoom[], userId: string): Promise<RoomChanges[]> {
    const mine = new Map(rooms.map((room) => [room.id, room]));
    const answers: RoomChanges[] = [];
    const budget = new AnswerBudget();
    for (const { roomId, revision, epoch } of held) {
      const room = mine.get(roomId);
      if (!room) continue;
      if (room.revision - revision > limits.changesBeforeReset) {
        answers.push({ roomId, items: [], revision: room.revision, more: false, reset: true });
        continue;
      }
      if (room.revision === revision && (epoch ?? room.epoch) === room.epoch) {
        answers.push({ roomId, items: [], revision, more: false, reset: false });
        continue;
      }
      // The client continues from its revision by `changes`, which also detects whether it has to start over.
      if (budget.isExhausted) {
        answers.push({ roomId, items: [], revision, more: true, reset: false });
        continue;
      }
      const facts = await this.roomsRepository.facts(roomId, userId);
      if (!facts?.role) continue;
      const changes = await this.timeline.changes(roomId, facts.visibleFromSeq, revision, epoch);
      answers.push(budget.take({ roomId, ...changes }));
    }
    return answers;
  }
}

function counted(answers: RoomChanges[]): RoomChanges[] {
  for (const { reset, items } of answers)
    metrics.changesResponses.inc({ result: reset ? 'reset' : items.length ? 'delta' : 'nothing' });
  return answers;
}
