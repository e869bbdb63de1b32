import { Global, Module } from '@nestjs/common';
import { Doorkeeper } from './connection-admission.ts';
import { Drain } from './connection-drain.ts';
import { RealtimeGateway } from './connection.gateway.ts';
import { Realtime } from './realtime.service.ts';

/**
 * Socket.IO: sockets, channels, commands. It knows no rule of the domain; it promises that every command is acknowledged
 * and that an event reaches only the channel it was sent to.
 */
@Global()
@Module({
  providers: [Doorkeeper, Drain, Realtime, RealtimeGateway],
  exports: [Doorkeeper, Drain, Realtime],
})
export class TransportModule {}
