import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** That a person has chosen an option of a poll. */
@Entity('poll_votes')
export class PollVoteEntity {
  @ForeignKey('PollEntity', { name: 'poll_votes_message_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'message_id', primaryKeyConstraintName: 'poll_votes_pkey' })
  messageId: string;

  @Index('poll_votes_user')
  @ForeignKey('UserEntity', { name: 'poll_votes_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'poll_votes_pkey' })
  userId: string;

  @Index('poll_votes_option')
  @ForeignKey('PollOptionEntity', { name: 'poll_votes_option_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'option_id', primaryKeyConstraintName: 'poll_votes_pkey' })
  optionId: string;

  @Column('timestamptz', { name: 'voted_at', default: () => 'clock_timestamp()' })
  votedAt: Date;
}
