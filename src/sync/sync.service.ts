import { Injectable } from '@nestjs/common';
import { metrics } from '../common/observability/metrics.ts';
import { PresenceService } from '../presence/presence.service.ts';
import { type ParleySocket, receiptsChannel } from '../transport/realtime.service.ts';
import { UsersService } from '../users/users.service.ts';
import { ConnectionSubscriber } from './connection-subscriber.ts';
import { MissedChangesReader } from './missed-changes-reader.ts';
import { PersonCatchUp } from './person-catch-up.ts';
import type { SyncAnswer, SyncRequest } from './sync.dto.ts';

/** Brings a connection up to date: it gets every event from now on, and everything earlier in the response. */
@Injectable()
export class SyncService {
  constructor(
    private readonly subscriptions: ConnectionSubscriber,
    private readonly missed: MissedChangesReader,
    private readonly person: PersonCatchUp,
    private readonly presence: PresenceService,
    private readonly users: UsersService,
  ) {}

  async sync(socket: ParleySocket, { rooms: held = [], personal, personalEpoch }: SyncRequest): Promise<SyncAnswer> {
    const { caller } = socket.data;
    await this.subscriptions.subscribeToPerson(socket);
    // Read after joining: a preference that changes from now on reaches the socket.
    const me = await this.users.ownProfile(caller.userId);
    const wantsReceipts = me.preferences.readReceipts ?? true;
    await socket.leave(receiptsChannel(!wantsReceipts));
    await socket.join(receiptsChannel(wantsReceipts));
    metrics.syncs.inc({ from: held.length ? 'held' : 'nothing' });
    const rooms = await this.subscriptions.subscribeToAll(socket);
    // A new name changes no message, so `changes` does not have it: clients that hold messages get it here.
    if (held.length) await this.person.emitChangedPeople(socket);
    const peers = [
      ...new Set(rooms.flatMap(({ peer, peers }) => [...(peer ? [peer.id] : []), ...peers.map(({ id }) => id)])),
    ];
    return {
      me,
      rooms,
      changes: await this.missed.of(caller.userId, rooms, held),
      presence: await this.presence.of(caller, peers),
      ...(personal !== undefined && {
        personal: await this.person.personalSince(socket, { revision: personal, epoch: personalEpoch }),
      }),
    };
  }
}
