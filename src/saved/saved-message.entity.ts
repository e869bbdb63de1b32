import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { SavedState } from './saved.dto.ts';

/**
 * A message that a person has saved for later. It refers to no row of messages or rooms: the entry stays where the message
 * is not to be read any more.
 */
@Entity('saved_messages')
export class SavedMessageEntity {
  @ForeignKey('PersonHeadEntity', { name: 'saved_messages_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'saved_messages_pkey' })
  userId: string;

  @PrimaryColumn('uuid', { name: 'message_id', primaryKeyConstraintName: 'saved_messages_pkey' })
  messageId: string;

  @Column('uuid', { name: 'room_id' })
  roomId: string;

  @Column('text')
  state: SavedState;

  @Column('text')
  note: string;

  @Index('saved_messages_due', { where: 'remind_at IS NOT NULL AND reminded_at IS NULL' })
  @Column('timestamptz', { name: 'remind_at', nullable: true })
  remindAt: Date | null;

  @Column('timestamptz', { name: 'reminded_at', nullable: true })
  remindedAt: Date | null;

  /** The person's revision at which the reminder rang. */
  @Column('bigint', { name: 'reminded_revision', nullable: true })
  remindedRevision: number | null;

  /** When the reminder was mailed, because its person was not connected. */
  @Column('timestamptz', { name: 'mailed_at', nullable: true })
  mailedAt: Date | null;

  @Column('timestamptz', { name: 'saved_at' })
  savedAt: Date;
}
