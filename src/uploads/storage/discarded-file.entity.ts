import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A file in the storage that belongs to nobody. A new one stands here too until the row that needs it is committed, so a
 * process that dies in between leaves nothing that is never removed.
 */
@Entity('discarded_files')
export class DiscardedFileEntity {
  @PrimaryColumn('text')
  key: string;

  /** When it is to be removed. */
  @Index('discarded_files_due')
  @Column('timestamptz', { name: 'due_at', default: () => 'now()' })
  dueAt: Date;
}
