import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Poll } from '../../timeline/poll.dto.ts';

/** The poll of a message, whose body is the question. */
@Entity('polls')
@Check('polls_names_check', `names IN ('shown', 'hidden')`)
@Check('polls_results_check', `results IN ('always', 'voted', 'closed')`)
export class PollEntity {
  @ForeignKey('MessageEntity', { name: 'polls_message_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'message_id', primaryKeyConstraintName: 'polls_pkey' })
  messageId: string;

  @Column('smallint')
  most: number;

  @Column('text')
  names: Poll['names'];

  @Column('text')
  results: Poll['results'];

  @Column('boolean')
  adding: boolean;

  @Index('polls_due', { where: 'closes_at IS NOT NULL AND closed_at IS NULL' })
  @Column('timestamptz', { name: 'closes_at', nullable: true })
  closesAt: Date | null;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt: Date | null;
}
