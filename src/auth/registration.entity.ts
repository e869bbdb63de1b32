import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Language } from '../common/languages.ts';

/**
 * Somebody who said they own an address and has not proved it. It holds everything the account will need, so a later
 * registration by somebody else for the same address can replace it but never mix with it.
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

  /** HMAC of the six digits; see `codes.ts`. */
  @Column('bytea', { name: 'code_hash' })
  codeHash: Buffer;

  @Column('timestamptz', { name: 'code_expires_at' })
  codeExpiresAt: Date;

  @Column('integer', { name: 'code_tries', default: 0 })
  codeTries: number;

  /** The guest who will become this account, with all that they said. */
  @ForeignKey('UserEntity', { name: 'registrations_guest_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'guest_id', nullable: true })
  guestId: string | null;

  /** Of the client at which they registered. */
  @Column('text', { nullable: true })
  language: Language | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
