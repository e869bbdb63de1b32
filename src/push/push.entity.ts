import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { NotificationKind } from '../notifications/attention/attention.dto.ts';
import type { PushReason } from './push.dto.ts';

/**
 * A message and a device it is pushed to, or was decided not to be. It refers to no other row: what was decided can be asked for
 * three days, also of a device that is gone.
 */
@Entity('pushes')
@Index('pushes_user', ['userId', 'messageId'])
export class PushEntity {
  @PrimaryColumn('uuid', { name: 'device_id', primaryKeyConstraintName: 'pushes_pkey' })
  deviceId: string;

  @PrimaryColumn('uuid', { name: 'message_id', primaryKeyConstraintName: 'pushes_pkey' })
  messageId: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('uuid', { name: 'room_id' })
  roomId: string;

  @Column('bigint')
  seq: number;

  @Column('text')
  kind: NotificationKind;

  @Column('text')
  reason: PushReason;

  /** Whether it has waited because the person was online. */
  @Column('boolean', { name: 'was_online' })
  wasOnline: boolean;

  @Index('pushes_decided')
  @Column('timestamptz', { name: 'decided_at', default: () => 'now()' })
  decidedAt: Date;

  /** When it is sent, or tried again; null: it is not sent any more. A process that sends it moves it on. */
  @Index('pushes_due', { where: 'due_at IS NOT NULL' })
  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt: Date | null;

  @Column('smallint', { default: 0 })
  tries: number;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt: Date | null;

  @Column('timestamptz', { name: 'shown_at', nullable: true })
  shownAt: Date | null;

  /** When the device was told that the message was read elsewhere. */
  @Column('timestamptz', { name: 'withdrawn_at', nullable: true })
  withdrawnAt: Date | null;
}
