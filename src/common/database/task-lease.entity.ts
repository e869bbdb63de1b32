import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A scheduled task that runs in one process at a time, and the run that holds it. */
@Entity('task_leases')
export class TaskLeaseEntity {
  @PrimaryColumn('text')
  name: string;

  /** A run, not a process: a run that takes longer than its interval keeps the next one from beginning. */
  @Column('uuid')
  owner: string;

  /** By the database's clock; a run that is alive renews it. */
  @Column('timestamptz')
  until: Date;
}
