import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The uses of a limit by one account, address or name, counted here without Redis. */
@Entity('rate_counts')
export class RateCountEntity {
  /** A keyed hash of the limit and of what is counted. */
  @PrimaryColumn('bytea')
  key: Buffer;

  @Column('integer')
  uses: number;

  /** When the count begins anew. */
  @Column('timestamptz', { name: 'ends_at' })
  endsAt: Date;

  @Column('timestamptz', { name: 'blocked_until', nullable: true })
  blockedUntil: Date | null;
}
