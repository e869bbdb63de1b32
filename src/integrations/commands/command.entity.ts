import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A slash command that a service elsewhere answers, through a bot. */
@Entity('commands')
export class CommandEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('text')
  name: string;

  /** What the name looks like: see `commandKey`. */
  @Index('commands_name', { unique: true })
  @Column('text', { name: 'name_key' })
  nameKey: string;

  @Column('text')
  hint: string;

  @Column('text')
  description: string;

  @Column('text')
  url: string;

  /** What requests are signed with, encrypted (see `SealedSecrets`). */
  @Column('bytea')
  secret: Buffer;

  /** Null: all rooms that its bot is in. */
  @Column('uuid', { name: 'room_ids', array: true, nullable: true })
  roomIds: string[] | null;

  @Index('commands_bot')
  @ForeignKey('UserEntity', { name: 'commands_bot_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'bot_id' })
  botId: string;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt: Date | null;

  @Index('commands_creator')
  @ForeignKey('UserEntity', { name: 'commands_created_by_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
