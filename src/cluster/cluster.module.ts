import { Global, Module } from '@nestjs/common';
import { Bus } from './bus.ts';
import { Lease } from './lease.ts';
import { ConnectionCounter } from './connection-counter.ts';
import { PresenceHeartbeat } from './presence-heartbeat.ts';

/**
 * What nodes share: hints, the lease that lets a node act on the rights that it knows, how many connections each person has,
 * and who is connected. Every hint may be lost, and nothing breaks.
 */
@Global()
@Module({
  providers: [Bus, Lease, PresenceHeartbeat, ConnectionCounter],
  exports: [Bus, Lease, PresenceHeartbeat, ConnectionCounter],
})
export class ClusterModule {}
