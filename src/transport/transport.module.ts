import { Global, Module } from '@nestjs/common';
import { ConnectionAdmission } from './connection-admission.ts';
import { ConnectionDrain } from './connection-drain.ts';
import { ConnectionGateway } from './connection.gateway.ts';
import { RealtimeService } from './realtime.service.ts';
import { StateBroadcasterFactory } from './state-broadcaster.ts';

/**
 * Socket.IO: sockets, channels and commands. It knows no rule of the domain; it promises that every command is acknowledged
 * and that an event reaches only the channels it is sent to.
 */
@Global()
@Module({
  providers: [ConnectionAdmission, ConnectionDrain, RealtimeService, StateBroadcasterFactory, ConnectionGateway],
  exports: [ConnectionAdmission, ConnectionDrain, RealtimeService, StateBroadcasterFactory],
})
export class TransportModule {}
