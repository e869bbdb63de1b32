import { Global, Module } from '@nestjs/common';
import { Bus } from './bus.ts';
import { Lease } from './lease.ts';
import { OpenConnections } from './open-connections.ts';
import { PresenceHeartbeat } from './presence-heartbeat.ts';

/**
 * What nodes tell each other: hints, the lease that lets a node act on what it knows of people's rights, how many
 * connections each person has, and who is connected. Every hint may be lost, and nothing breaks.
 */
@Global()
@Module({
  providers: [Bus, Lease, PresenceHeartbeat, OpenConnections],
  exports: [Bus, Lease, PresenceHeartbeat, OpenConnections],
})
export class ClusterModule {}
