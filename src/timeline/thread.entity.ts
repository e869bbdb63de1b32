import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What the answers to a message add up to. Triggers of `messages` keep it true; nothing else writes it. */
@Entity('threads')
@Index('threads_latest', ['roomId', 'lastSeq'])
export class ThreadEntity {
  /** The message it begins with. */
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

  /** The last three who answered, last first. */
  @Column('uuid', { name: 'author_ids', array: true })
  authorIds: string[];

  /** Of the last change that was counted. */
  @Column('bigint')
  revision: number;
}
