import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How signing in through a provider went of late, on any node. */
@Entity('provider_states')
export class ProviderStateEntity {
  @PrimaryColumn('text')
  provider: string;

  @Column('timestamptz', { name: 'last_success_at', nullable: true })
  lastSuccessAt: Date | null;

  @Column('timestamptz', { name: 'last_failure_at', nullable: true })
  lastFailureAt: Date | null;

  @Column('text', { name: 'last_failure_code', nullable: true })
  lastFailureCode: string | null;

  /** In the provider's words, where it has said any. */
  @Column('text', { name: 'last_failure_detail', nullable: true })
  lastFailureDetail: string | null;

  @Column('timestamptz', { name: 'last_logout_at', nullable: true })
  lastLogoutAt: Date | null;

  /** How far its clock is ahead of the one here. */
  @Column('integer', { name: 'clock_difference_seconds', nullable: true })
  clockDifferenceSeconds: number | null;
}
