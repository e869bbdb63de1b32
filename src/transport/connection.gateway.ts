import type { OnGatewayConnection, OnGatewayDisconnect, OnGatewayInit } from '@nestjs/websockets';
import { limitWriteQueue } from './back-pressure.ts';
import { coalesceWrites } from './coalesced-writes.ts';
import { Gateway } from './gateway.ts';
import { PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import { type ParleyServer, type ParleySocket, RealtimeService } from './realtime.service.ts';

/** A device does this as long as it is on; nobody need be there. */
const BY_ITSELF = 'reauthenticate';

/** Sockets come and go here. Who they are was settled by the handshake (`auth.gateway.ts`). */
@Gateway()
export class ConnectionGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect {
  constructor(
    private readonly realtime: RealtimeService,
    private readonly online: PresenceHeartbeat,
  ) {}

  afterInit(server: ParleyServer): void {
    this.realtime.attach(server);
  }

  handleConnection(socket: ParleySocket): void {
    const { userId, sessionId } = socket.data.caller;
    void socket.join(`session:${sessionId}`);
    limitWriteQueue(socket);
    coalesceWrites(socket);
    this.online.connected(userId, socket.id);
    socket.onAny((command) => {
      if (command !== BY_ITSELF) this.online.recordActivity(userId, socket.id);
    });
    // The upgrade request is some kilobytes that nobody needs again; address and headers were read at the handshake.
    (socket.conn as { request?: unknown }).request = undefined;
  }

  handleDisconnect(socket: ParleySocket): void {
    this.online.disconnected(socket.data.caller.userId, socket.id);
  }
}
