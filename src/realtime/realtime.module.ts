import { Global, Module } from '@nestjs/common';
import { Bus } from './bus.ts';
import { Doorkeeper } from './doorkeeper.ts';
import { Drain } from './drain.ts';
import { Lease } from './lease.ts';
import { Online } from './online.ts';
import { OpenConnections } from './open-connections.ts';
import { RealtimeGateway } from './realtime.gateway.ts';
import { Realtime } from './realtime.service.ts';

/**
 * The wire: sockets, channels, hints between nodes, who is connected. It knows no rule of the domain; it promises
 * that every command is acknowledged and that an event reaches only the channel it was sent to.
 */
@Global()
@Module({
  providers: [Bus, Doorkeeper, Drain, Lease, Online, OpenConnections, Realtime, RealtimeGateway],
  exports: [Bus, Doorkeeper, Drain, Lease, Online, Realtime],
})
export class RealtimeModule {}
