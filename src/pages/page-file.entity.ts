import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/**
 * A file of the built client whose name has a hash of its content, of any version that runs or ran lately: while nodes
 * are replaced, a page of one version asks a node of another for its files. The table is not logged and not backed up:
 * each node stores its own files again.
 */
@Entity('page_files')
export class PageFileEntity {
  /** Its path below the root of the client; with `.br` behind it, compressed. */
  @PrimaryColumn('text')
  path: string;

  @Column('bytea')
  content: Buffer;

  /** When a node last had it. */
  @CreateDateColumn({ type: 'timestamptz', name: 'seen_at' })
  seenAt: Date;
}
