import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * What a person has begun to write in one place: a room, a thread, or the edit of a message. It refers to no row of messages
 * or rooms: words that are not sent outlive the right to read the room. Once it is sent or discarded it is a tombstone
 * without words, which refuses what was written before.
 */
@Entity('drafts')
export class DraftEntity {
  @ForeignKey('PersonHeadEntity', { name: 'drafts_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'drafts_pkey' })
  userId: string;

  /** Derived from room, thread and edited message; see `draftIdOf`. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'drafts_pkey' })
  id: string;

  @Column('uuid', { name: 'room_id' })
  roomId: string;

  @Column('uuid', { name: 'thread_id', nullable: true })
  threadId: string | null;

  @Column('uuid', { name: 'edit_of', nullable: true })
  editOf: string | null;

  @Column('text')
  body: string;

  @Column('uuid', { name: 'reply_to_id', nullable: true })
  replyToId: string | null;

  @Column('uuid', { name: 'attachment_ids', array: true })
  attachmentIds: string[];

  /** The person's revision at its last change: it rises with each of them, and never stands for two texts. */
  @Column('bigint')
  version: number;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;

  @Index('drafts_gone', { where: 'deleted_at IS NOT NULL' })
  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt: Date | null;
}
