import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A backup that was begun. All times are those of the database. */
@Entity('backups')
@Unique('backups_due', ['dueAt'])
export class BackupEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  /** The moment of the schedule that it was made for; null for a command's. */
  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt: Date | null;

  /** A folder, or `s3://bucket/prefix/name`. */
  @Column('text')
  location: string;

  @Column('timestamptz', { name: 'started_at', default: () => 'now()' })
  startedAt: Date;

  /** Null while it is made, and when it failed. */
  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;

  @Column('text', { nullable: true })
  error: string | null;

  /** When it was restored into a database of its own and compared. */
  @Column('timestamptz', { name: 'verified_at', nullable: true })
  verifiedAt: Date | null;

  @Column('text', { name: 'verification_error', nullable: true })
  verificationError: string | null;
}
