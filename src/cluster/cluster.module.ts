import { Global, Module } from '@nestjs/common';
import { Bus } from './bus.ts';
import { Lease } from './lease.ts';
import { ConnectionCounter } from './connection-counter.ts';
import { PresenceHeartbeat } from './presence-heartbeat.ts';

/**
 * What nodes share: hints, the lease that allows a node to act on its knowledge of rights, the number of connections
 * per person, and presence. Every hint may be lost without harm.
 */
@Global()
@Module({
  providers: [Bus, Lease, PresenceHeartbeat, ConnectionCounter],
  exports: [Bus, Lease, PresenceHeartbeat, ConnectionCounter],
})
export class ClusterModule {}
