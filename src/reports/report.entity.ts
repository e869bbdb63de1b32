import { Check, Column, CreateDateColumn, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ReportDecision, ReportReason } from '../shared/reports.policy.ts';

/** What a reported message said: its author may change or delete it before anybody looks. */
export interface ReportSnapshot {
  body: string;
  writtenAt: string;
  /** Earlier texts, oldest first. */
  edits: { body: string; saidAt: string }[];
  /** Names of its files. */
  files: string[];
  /** The room's name; empty in a conversation. */
  roomName: string;
}

/**
 * A message that a person has reported. It refers to no row of messages or rooms: it stays where they are deleted, until
 * some time after the decision.
 */
@Entity('reports')
@Check('reports_reason_check', `reason IN ('spam', 'abuse', 'private_data', 'other')`)
@Check('reports_decision_check', `decision IN ('kept', 'removed', 'dismissed')`)
@Unique('reports_message_id_reporter_id_key', ['messageId', 'reporterId'])
@Index('reports_room', ['roomId', 'id'])
export class ReportEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()', primaryKeyConstraintName: 'reports_pkey' })
  id: string;

  @Column('uuid', { name: 'message_id' })
  messageId: string;

  @Index('reports_open', { where: 'decided_at IS NULL' })
  @Column('uuid', { name: 'room_id' })
  roomId: string;

  @Column('uuid', { name: 'author_id' })
  authorId: string;

  @Index('reports_reporter')
  @Column('uuid', { name: 'reporter_id' })
  reporterId: string;

  @Column('text')
  reason: ReportReason;

  @Column('text')
  note: string;

  @Column('jsonb')
  snapshot: ReportSnapshot;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column('text', { nullable: true })
  decision: ReportDecision | null;

  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy: string | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt: Date | null;
}
