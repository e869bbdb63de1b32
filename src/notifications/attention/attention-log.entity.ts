import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AttentionChannel, AttentionOutcome, AttentionReason, NotificationKind } from './attention.dto.ts';

/** What was decided about notifying a person of a message. A crash of the database forgets it; see `docs/operations/retention.md`. */
@Entity('attention_log')
@Index('attention_log_user', ['userId', 'at'])
export class AttentionLogEntity {
  /** A UUID v7: in the order of time. */
  @PrimaryColumn('uuid', { name: 'message_id' })
  messageId: string;

  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @PrimaryColumn('text')
  channel: AttentionChannel;

  @Column('timestamptz')
  at: Date;

  @Column('text')
  outcome: AttentionOutcome;

  @Column('text', { nullable: true })
  kind: NotificationKind | null;

  @Column('text')
  reason: AttentionReason;

  /** The devices it was pushed to, or was decided not to be; null for the other channels. */
  @Column('uuid', { name: 'device_ids', array: true, nullable: true })
  deviceIds: string[] | null;
}
