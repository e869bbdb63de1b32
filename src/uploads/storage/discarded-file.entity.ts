import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A file in the storage that no row refers to. A new file is listed here too until the row that refers to it is
 * committed, so that it is removed if the process dies in between.
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
