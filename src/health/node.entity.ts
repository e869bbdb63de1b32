import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A process of Parley, as it last told of itself. Its own clock is asked for nothing: times are the database's. */
@Entity('nodes')
export class NodeEntity {
  /** Made anew at each start. */
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  host: string;

  @Column('text')
  kind: 'web' | 'worker';

  @Column('text')
  version: string;

  @Column('timestamptz', { name: 'started_at', default: () => 'now()' })
  startedAt: Date;

  @Column('timestamptz', { name: 'seen_at', default: () => 'now()' })
  seenAt: Date;

  /** Milliseconds by which its timers were late at worst since the report before. */
  @Column('integer', { name: 'loop_lag' })
  loopLag: number;

  @Column('integer')
  sockets: number;

  @Column('boolean', { name: 'lease_fresh' })
  leaseFresh: boolean;

  @Column('boolean', { name: 'redis_healthy' })
  redisHealthy: boolean;
}
