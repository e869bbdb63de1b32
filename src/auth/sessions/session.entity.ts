import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { SignInMethod, SignInStrength } from '../admission/sign-in-proof.dto.ts';
import type { SessionEnd } from '../../transport/transport.dto.ts';

/** A sign-in on a device, or a personal token: everything that ends a session ends both. */
export type SessionKind = 'device' | 'token';

/** A sign-in on a device. It ends by logout, from another session, by an administrator, or by time. */
@Entity('sessions')
@Index('sessions_identity', ['identityId', 'providerSid'], { where: 'ended_at IS NULL AND identity_id IS NOT NULL' })
export class SessionEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Index('sessions_user', { where: 'ended_at IS NULL' })
  @ForeignKey('UserEntity', { name: 'sessions_user_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text', { default: 'device' })
  kind: SessionKind;

  /** The User-Agent of the browser; of a token, that which it was made on. */
  @Column('text')
  device: string;

  @Column('text')
  ip: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'last_used_at', default: () => 'now()' })
  lastUsedAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;

  @Column('text', { name: 'end_reason', nullable: true })
  endReason: SessionEnd | null;

  /** Null for sessions that an older version has started. */
  @Column('text', { name: 'signed_in_by', nullable: true })
  signedInBy: SignInMethod | null;

  @Column('text', { nullable: true })
  strength: SignInStrength | null;

  /** Who the person is at the provider that has signed them in; without a foreign key, as it may be disconnected since. */
  @Column('uuid', { name: 'identity_id', nullable: true })
  identityId: string | null;

  /** The provider's name for its session. */
  @Column('text', { name: 'provider_sid', nullable: true })
  providerSid: string | null;

  /** Encrypted (see `SealedIdTokens`), to sign out at the provider as well; an ended session has none. */
  @Column('bytea', { name: 'id_token', nullable: true, select: false })
  idToken: Buffer | null;

  /** When the person last proved who they are. */
  @Column('timestamptz', { name: 'proved_at', nullable: true, default: () => 'now()' })
  provedAt: Date | null;
}
