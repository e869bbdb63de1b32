import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * `sign-in`: a password was right, the second factor is missing. `factor-setup`: the same, and there is none yet.
 * `totp-setup`: a secret that no code has confirmed. `let-in`: a link of the operator. `provider-flow`: on the way to a
 * provider. The others are what passkeys sign.
 */
export type ProofKind =
  | 'sign-in'
  | 'factor-setup'
  | 'totp-setup'
  | 'let-in'
  | 'passkey-sign-in'
  | 'passkey-own'
  | 'passkey-setup'
  | 'provider-flow';

/** What a person has proved, or was given, on the way through several requests. It lasts for minutes and works once. */
@Entity('proofs')
export class ProofEntity {
  /** SHA-256 of the secret that the client holds. */
  @PrimaryColumn('bytea')
  hash: Buffer;

  @Column('text')
  kind: ProofKind;

  /** Null where nobody has said yet who they are. */
  @Index('proofs_user')
  @ForeignKey('UserEntity', { name: 'proofs_user_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'user_id', nullable: true })
  userId: string | null;

  @Column('jsonb', { default: {} })
  data: Record<string, string>;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
