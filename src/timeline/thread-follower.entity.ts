import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What one member wishes to hear of one thread. A trigger of `messages` adds those who take part. */
@Entity('thread_followers')
@ForeignKey('RoomMemberEntity', ['roomId', 'userId'], ['roomId', 'userId'], {
  name: 'thread_followers_member_fkey',
  onDelete: 'CASCADE',
})
@Index('thread_followers_member', ['userId', 'roomId'])
export class ThreadFollowerEntity {
  /** The message it begins with. */
  @ForeignKey('MessageEntity', { name: 'thread_followers_thread_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'thread_id', primaryKeyConstraintName: 'thread_followers_pkey' })
  threadId: string;

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'thread_followers_pkey' })
  userId: string;

  @Column('uuid', { name: 'room_id' })
  roomId: string;

  /** They hear of answers from this seq on; null for those who have stopped. */
  @Column('bigint', { name: 'from_seq', nullable: true })
  fromSeq: number | null;
}
