import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** An unused link that sets a new password. A newer link of the same user replaces it. */
@Entity('password_resets')
@Unique('password_resets_token', ['tokenHash'])
export class PasswordResetEntity {
  @ForeignKey('UserEntity', { name: 'password_resets_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  /** SHA-256 of the token in the link. */
  @Column('bytea', { name: 'token_hash' })
  tokenHash: Buffer;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
