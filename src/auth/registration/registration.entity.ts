import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Language } from '../../common/languages.ts';

/**
 * A registration whose address is not verified yet. It contains everything the account will need, so that a later
 * registration for the same address replaces it as a whole and never mixes with it.
 */
@Entity('registrations')
export class RegistrationEntity {
  @PrimaryColumn('text', { name: 'email_key' })
  emailKey: string;

  @Column('text')
  email: string;

  @Column('text')
  username: string;

  @Index('registrations_username')
  @Column('text', { name: 'username_key' })
  usernameKey: string;

  @Column('text', { name: 'username_skeleton' })
  usernameSkeleton: string;

  @Column('text', { name: 'display_name' })
  displayName: string;

  @Column('text', { name: 'password_hash' })
  passwordHash: string;

  /** HMAC of the six digits; see `verification-codes.ts`. */
  @Column('bytea', { name: 'code_hash' })
  codeHash: Buffer;

  @Column('timestamptz', { name: 'code_expires_at' })
  codeExpiresAt: Date;

  @Column('integer', { name: 'code_tries', default: 0 })
  codeTries: number;

  /** The guest who becomes this account, with all messages. */
  @ForeignKey('UserEntity', { name: 'registrations_guest_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'guest_id', nullable: true })
  guestId: string | null;

  /** The language of the client that registered. */
  @Column('text', { nullable: true })
  language: Language | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
