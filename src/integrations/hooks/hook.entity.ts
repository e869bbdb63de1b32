import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An incoming webhook: an address by which a program writes into one room, as a bot of its own. */
@Entity('hooks')
export class HookEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Index('hooks_room')
  @ForeignKey('RoomEntity', { name: 'hooks_room_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'room_id' })
  roomId: string;

  @Index('hooks_bot')
  @ForeignKey('UserEntity', { name: 'hooks_bot_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'bot_id' })
  botId: string;

  @Column('text')
  name: string;

  /** SHA-256 of the last part of the address, which is stored nowhere. */
  @Column('bytea', { name: 'secret_hash' })
  secretHash: Buffer;

  /** Of the address before this one, which works until `previousUntil`. */
  @Column('bytea', { name: 'previous_hash', nullable: true })
  previousHash: Buffer | null;

  @Column('timestamptz', { name: 'previous_until', nullable: true })
  previousUntil: Date | null;

  /** The secret that GitHub signs with, encrypted (see `SealedSecrets`). */
  @Column('bytea', { name: 'github_secret', nullable: true })
  githubSecret: Buffer | null;

  @Column('boolean', { name: 'may_call', default: false })
  mayCall: boolean;

  @Column('boolean', { name: 'may_rename', default: true })
  mayRename: boolean;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt: Date | null;

  @Index('hooks_creator')
  @ForeignKey('UserEntity', { name: 'hooks_created_by_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  /** To the minute. */
  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;
}
