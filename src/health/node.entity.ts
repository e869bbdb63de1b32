import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A process of Parley by its last report. All times are those of the database, not of the process. */
@Entity('nodes')
export class NodeEntity {
  /** Created at each start. */
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

  /** The longest delay of its timers since the previous report, in milliseconds. */
  @Column('integer', { name: 'loop_lag' })
  loopLag: number;

  @Column('integer')
  sockets: number;

  @Column('boolean', { name: 'lease_fresh' })
  leaseFresh: boolean;

  @Column('boolean', { name: 'redis_healthy' })
  redisHealthy: boolean;

  /** Milliseconds that its clock is ahead of the database's; null in a version that does not measure it. */
  @Column('integer', { name: 'clock_skew', nullable: true })
  clockSkew: number | null;
}
