import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A browser that a person has signed in on, by the token in its cookie. Signing out leaves it known. */
@Entity('sign_in_devices')
@Index('sign_in_devices_user', ['userId'])
export class SignInDeviceEntity {
  /** SHA-256 of the token. */
  @PrimaryColumn('bytea', { name: 'token_hash' })
  tokenHash: Buffer;

  @ForeignKey('UserEntity', { name: 'sign_in_devices_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  /** The newest session on it. When another session, an administrator or a new password ends that, the browser is unknown. */
  @Column('uuid', { name: 'session_id' })
  sessionId: string;

  @Column('timestamptz', { name: 'last_used_at', default: () => 'now()' })
  lastUsedAt: Date;
}
