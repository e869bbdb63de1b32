import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Language } from '../../common/languages.ts';

/** An invitation of an address to have an account. Its link works once, until it ends or is revoked. */
@Entity('invitations')
@Unique('invitations_token', ['tokenHash'])
@Index('invitations_open', ['emailKey'], { unique: true, where: 'accepted_at IS NULL AND revoked_at IS NULL' })
export class InvitationEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  /** SHA-256 of the token in the link. */
  @Column('bytea', { name: 'token_hash' })
  tokenHash: Buffer;

  @Column('text')
  email: string;

  @Column('text', { name: 'email_key' })
  emailKey: string;

  /** Of the mail: that of the client that invited. */
  @Column('text', { nullable: true })
  language: Language | null;

  @Index('invitations_invited_by')
  @ForeignKey('UserEntity', { name: 'invitations_invited_by_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'invited_by' })
  invitedBy: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @Index('invitations_accepted_by')
  @ForeignKey('UserEntity', { name: 'invitations_accepted_by_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'accepted_by', nullable: true })
  acceptedBy: string | null;

  @Column('timestamptz', { name: 'accepted_at', nullable: true })
  acceptedAt: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}
