import type { OnGatewayConnection, OnGatewayDisconnect, OnGatewayInit } from '@nestjs/websockets';
import { hasScope } from '../common/caller.ts';
import { PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import { BackPressure } from './back-pressure.ts';
import { coalesceWrites } from './coalesced-writes.ts';
import { filterEvents, releaseUpgradeRequest } from './engine-io-internals.ts';
import { Gateway } from './gateway.ts';
import { guarded } from './guarded.ts';
import { type ParleyServer, type ParleySocket, RealtimeService } from './realtime.service.ts';
import { mayReceive } from './socket-scopes.ts';

/** Commands that devices send automatically, which are no sign of a person. */
const AUTOMATIC_COMMAND = 'reauthenticate';

/** Connecting and disconnecting. The handshake has identified the user of the socket (`auth.gateway.ts`). */
@Gateway()
export class ConnectionGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect {
  constructor(
    private readonly realtime: RealtimeService,
    private readonly presence: PresenceHeartbeat,
    private readonly backPressure: BackPressure,
  ) {}

  afterInit(server: ParleyServer): void {
    this.realtime.attach(server);
  }

  handleConnection(socket: ParleySocket): void {
    guarded(socket, () => this.begin(socket))();
  }

  handleDisconnect(socket: ParleySocket): void {
    guarded(socket, () => {
      if (showsPresence(socket)) this.presence.disconnected(socket.data.caller.userId, socket.id);
    })();
  }

  private begin(socket: ParleySocket): void {
    const { userId, sessionId, token } = socket.data.caller;
    if (token) filterEvents(socket, (name, payload) => mayReceive(token, name, token.roomIds ? payload() : undefined));
    void socket.join(`session:${sessionId}`);
    this.backPressure.watch(socket);
    coalesceWrites(socket);
    if (showsPresence(socket)) this.watchPresence(socket, userId);
    releaseUpgradeRequest(socket);
  }

  private watchPresence(socket: ParleySocket, userId: string): void {
    this.presence.connected(userId, socket.id);
    const recordActivity = guarded(socket, (command: unknown) => {
      if (command !== AUTOMATIC_COMMAND) this.presence.recordActivity(userId, socket.id);
    });
    socket.onAny(recordActivity);
  }
}

/** A person is not there because a program of theirs is, unless its token says so. */
const showsPresence = ({ data }: ParleySocket): boolean => hasScope(data.caller, 'presence:write');
