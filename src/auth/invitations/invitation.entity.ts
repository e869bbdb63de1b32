import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Language } from '../../common/languages.ts';
import type { InvitedRole } from './invitations.dto.ts';

/** An invitation: of an address, whose link works once, or by a link that works as often as it says. */
@Entity('invitations')
@Unique('invitations_token', ['tokenHash'])
@Index('invitations_open', ['emailKey'], { unique: true, where: 'accepted_at IS NULL AND revoked_at IS NULL' })
export class InvitationEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  /** SHA-256 of the token in the link. */
  @Column('bytea', { name: 'token_hash' })
  tokenHash: Buffer;

  /** Null for a link that anybody may use. */
  @Column('text', { nullable: true })
  email: string | null;

  @Column('text', { name: 'email_key', nullable: true })
  emailKey: string | null;

  /** What those who come will be. */
  @Column('text', { default: 'member' })
  role: InvitedRole;

  /** Words of the person who invites, for the mail. */
  @Column('text', { nullable: true })
  message: string | null;

  /** Null for any number. */
  @Column('integer', { name: 'uses_left', nullable: true, default: 1 })
  usesLeft: number | null;

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

  /** When its last use was taken. */
  @Column('timestamptz', { name: 'accepted_at', nullable: true })
  acceptedAt: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}
