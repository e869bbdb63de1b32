import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A member's choice to follow a thread or not. A trigger of `messages` adds the participants. */
@Entity('thread_followers')
@ForeignKey('RoomMemberEntity', ['roomId', 'userId'], ['roomId', 'userId'], {
  name: 'thread_followers_member_fkey',
  onDelete: 'CASCADE',
})
@Index('thread_followers_member', ['userId', 'roomId'])
export class ThreadFollowerEntity {
  /** The message that the thread begins with. */
  @ForeignKey('MessageEntity', { name: 'thread_followers_thread_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'thread_id', primaryKeyConstraintName: 'thread_followers_pkey' })
  threadId: string;

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'thread_followers_pkey' })
  userId: string;

  @Column('uuid', { name: 'room_id' })
  roomId: string;

  /** Replies from this seq on notify the member; null for a member who has unfollowed. */
  @Column('bigint', { name: 'from_seq', nullable: true })
  fromSeq: number | null;

  /** The seq up to which the member has read the thread itself. */
  @Column('bigint', { name: 'read_seq', default: 0 })
  readSeq: number;
}
