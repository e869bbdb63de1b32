import type { OnGatewayConnection, OnGatewayDisconnect, OnGatewayInit } from '@nestjs/websockets';
import { watchQueue } from './back-pressure.ts';
import { gatherWrites } from './coalesced-writes.ts';
import { Gateway } from './gateway.ts';
import { Online } from '../cluster/presence-heartbeat.ts';
import { type ParleyServer, type ParleySocket, Realtime } from './realtime.service.ts';

/** A device does this as long as it is on; nobody need be there. */
const BY_ITSELF = 'reauthenticate';

/** Sockets come and go here. Who they are was settled by the handshake (`auth.gateway.ts`). */
@Gateway()
export class RealtimeGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect {
  constructor(
    private readonly realtime: Realtime,
    private readonly online: Online,
  ) {}

  afterInit(server: ParleyServer): void {
    this.realtime.attach(server);
  }

  handleConnection(socket: ParleySocket): void {
    const { userId, sessionId } = socket.data.caller;
    void socket.join(`session:${sessionId}`);
    watchQueue(socket);
    gatherWrites(socket);
    this.online.connected(userId, socket.id);
    socket.onAny((command) => {
      if (command !== BY_ITSELF) this.online.seen(userId, socket.id);
    });
    // The upgrade request is some kilobytes that nobody needs again; address and headers were read at the handshake.
    (socket.conn as { request?: unknown }).request = undefined;
  }

  handleDisconnect(socket: ParleySocket): void {
    this.online.disconnected(socket.data.caller.userId, socket.id);
  }
}
