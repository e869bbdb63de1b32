import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * An upload that was begun and has not ended: its promised bytes count as if they were there. The table is not logged and
 * not backed up, so it refers to no other.
 */
@Entity('begun_uploads')
export class BegunUploadEntity {
  /** The name of a resumable upload, or a random id. */
  @PrimaryColumn('text')
  id: string;

  @Index('begun_uploads_uploader')
  @Column('uuid', { name: 'uploader_id' })
  uploaderId: string;

  @Column('boolean', { name: 'is_guest' })
  isGuest: boolean;

  /** Bytes that were promised. */
  @Column('bigint')
  size: number;

  /** Bytes of a resumable upload in all, once they are told. */
  @Column('integer', { nullable: true })
  length: number | null;

  /** What the client told of a resumable upload. */
  @Column('jsonb', { default: {} })
  metadata: Record<string, string | null>;

  /** Bytes of a resumable upload that lie in the storage. */
  @Column('integer', { default: 0 })
  arrived: number;

  /** The keys of its parts in the storage, in order: discarded with the row, by a trigger. */
  @Column('text', { name: 'part_keys', array: true, default: [] })
  partKeys: string[];

  /** When its last part began to arrive. */
  @CreateDateColumn({ type: 'timestamptz', name: 'moved_at' })
  movedAt: Date;

  /** When it is forgotten. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
