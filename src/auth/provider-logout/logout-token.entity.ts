import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A logout that a provider has sent, so that a copy of it has no effect. */
@Entity('logout_tokens')
export class LogoutTokenEntity {
  /** SHA-256 of the issuer and the token's own id. */
  @PrimaryColumn('bytea')
  hash: Buffer;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
