import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** An emoji that a person has put on a message. */
@Entity('reactions')
export class ReactionEntity {
  @ForeignKey('MessageEntity', { name: 'reactions_message_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'message_id' })
  messageId: string;

  @PrimaryColumn('text')
  emoji: string;

  @ForeignKey('UserEntity', { name: 'reactions_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt: Date;
}
