import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A command that somebody ran, as long as its service may answer at the `response_url`. What was written is not kept. */
@Entity('command_runs')
@Index('command_runs_once', ['userId', 'clientId'], { unique: true })
export class CommandRunEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Index('command_runs_command')
  @ForeignKey('CommandEntity', { name: 'command_runs_command_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'command_id' })
  commandId: string;

  @Index('command_runs_room')
  @ForeignKey('RoomEntity', { name: 'command_runs_room_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'room_id' })
  roomId: string;

  @ForeignKey('UserEntity', { name: 'command_runs_user_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('uuid', { name: 'client_id' })
  clientId: string;

  /** The message in whose thread it was run. It may be gone when an answer comes. */
  @Column('uuid', { name: 'reply_to_id', nullable: true })
  replyToId: string | null;

  /** SHA-256 of the last part of the `response_url`. */
  @Column('bytea', { name: 'secret_hash' })
  secretHash: Buffer;

  /** Answers at the `response_url` so far. */
  @Column('smallint', { default: 0 })
  answers: number;

  @Index('command_runs_expires')
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
