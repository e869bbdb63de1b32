import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ScheduledState } from './scheduled.dto.ts';

/** A message that is to be sent later. It refers to no row of messages or rooms: words that cannot be sent are kept. */
@Entity('scheduled_messages')
export class ScheduledMessageEntity {
  @ForeignKey('PersonHeadEntity', { name: 'scheduled_messages_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'scheduled_messages_pkey' })
  userId: string;

  /** The `clientId` that it is sent with, so that it is sent once. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'scheduled_messages_pkey' })
  id: string;

  @Column('uuid', { name: 'room_id' })
  roomId: string;

  @Column('text')
  body: string;

  @Column('uuid', { name: 'reply_to_id', nullable: true })
  replyToId: string | null;

  /** The thread that it belongs to. */
  @Column('uuid', { name: 'thread_id', nullable: true })
  threadId: string | null;

  @Column('boolean', { name: 'also_in_room', default: false })
  alsoInRoom: boolean;

  @Column('uuid', { name: 'attachment_ids', array: true })
  attachmentIds: string[];

  @Index('scheduled_messages_due', { where: `state = 'waiting'` })
  @Column('timestamptz', { name: 'send_at' })
  sendAt: Date;

  @Column('text')
  state: ScheduledState;

  /** The code of the refusal. */
  @Column('text', { nullable: true })
  problem: string | null;

  @Column('timestamptz', { name: 'failed_at', nullable: true })
  failedAt: Date | null;

  /** The person's revision at which it failed. */
  @Column('bigint', { name: 'failed_revision', nullable: true })
  failedRevision: number | null;

  /** Set while a process sends it. */
  @Column('uuid', { nullable: true })
  claim: string | null;

  /** When the claim ends, or when it is tried again. */
  @Column('timestamptz', { name: 'not_before', nullable: true })
  notBefore: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
