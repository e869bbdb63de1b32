import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A history that the database has had since it was first used: each promotion of a standby begins another. */
@Entity('histories')
@Unique('histories_name', ['systemIdentifier', 'timeline'])
export class HistoryEntity {
  /** Rises, by leaps: a standby that was promoted twice from the same state gives two different ones. */
  @PrimaryColumn('integer')
  generation: number;

  /** Of the cluster, as `pg_control_system` names it. */
  @Column('text', { name: 'system_identifier' })
  systemIdentifier: string;

  /** Rises with each promotion. */
  @Column('bigint')
  timeline: number;

  @Column('timestamptz', { default: () => 'now()' })
  since: Date;
}
