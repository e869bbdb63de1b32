import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The summary of the replies to a message. Triggers of `messages` write it, except whether it is resolved. */
@Entity('threads')
@Index('threads_latest', ['roomId', 'lastSeq'])
@Index('threads_resolved_by', ['resolvedBy'], { where: 'resolved_by IS NOT NULL' })
export class ThreadEntity {
  /** The message that the thread begins with. */
  @ForeignKey('MessageEntity', { name: 'threads_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'threads_pkey' })
  id: string;

  @ForeignKey('RoomEntity', { name: 'threads_room_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'room_id' })
  roomId: string;

  @Column('integer', { name: 'reply_count' })
  replyCount: number;

  @Column('bigint', { name: 'last_seq' })
  lastSeq: number;

  @Column('timestamptz', { name: 'last_reply_at' })
  lastReplyAt: Date;

  /** The last three people who replied, last first. */
  @Column('uuid', { name: 'author_ids', array: true })
  authorIds: string[];

  /** The revision of the last counted change. */
  @Column('bigint')
  revision: number;

  /** Null for a thread that is open. Set and cleared with a revision of the message that the thread begins with. */
  @Column('timestamptz', { name: 'resolved_at', nullable: true })
  resolvedAt: Date | null;

  @ForeignKey('UserEntity', { name: 'threads_resolved_by_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'resolved_by', nullable: true })
  resolvedBy: string | null;
}
