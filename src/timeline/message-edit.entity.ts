import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The text of a message before an edit, and the time it was written. Deleted together with the message. */
@Entity('message_edits')
export class MessageEditEntity {
  @ForeignKey('MessageEntity', { name: 'message_edits_message_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'message_id' })
  messageId: string;

  /** The revision that the edit brought. */
  @PrimaryColumn('bigint')
  revision: number;

  @Column('text')
  body: string;

  @Column('timestamptz', { name: 'said_at' })
  saidAt: Date;
}
