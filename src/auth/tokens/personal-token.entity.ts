import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { TokenScope } from '../../shared/token-scopes.ts';

/** What a session of the kind `token` has beside its row: the hash of the secret, and what it opens. */
@Entity('personal_tokens')
export class PersonalTokenEntity {
  @ForeignKey('SessionEntity', { name: 'personal_tokens_session_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'session_id' })
  sessionId: string;

  /** SHA-256 of the secret, which is stored nowhere. */
  @Index('personal_tokens_hash', { unique: true })
  @Column('bytea')
  hash: Buffer;

  @Column('text')
  name: string;

  @Column('text', { array: true })
  scopes: TokenScope[];

  /** Null: all rooms of the person. */
  @Column('uuid', { name: 'room_ids', array: true, nullable: true })
  roomIds: string[] | null;

  /** To the hour. */
  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;

  @Column('text', { name: 'last_used_ip', nullable: true })
  lastUsedIp: string | null;

  /** The last day, in UTC, on which an assistant used it. */
  @Column('date', { name: 'mcp_used_on', nullable: true })
  mcpUsedOn: string | null;

  /** When the person was mailed that it ends soon. */
  @Column('timestamptz', { name: 'warned_at', nullable: true })
  warnedAt: Date | null;
}
