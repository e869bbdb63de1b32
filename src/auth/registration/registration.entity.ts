import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Language } from '../../common/languages.ts';
import { WaitingCode } from '../waiting-code.entity.ts';

/**
 * A registration whose address is not verified yet. It contains everything the account will need. Several may wait for
 * one address, each with its own code: only the owner of the address sees the codes, and only the browser that asked,
 * or a client that knows the password, may use one of them.
 */
@Entity('registrations')
@Unique('registrations_secret', ['emailKey', 'secretHash'])
export class RegistrationEntity extends WaitingCode {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('text', { name: 'email_key' })
  emailKey: string;

  /** SHA-256 of the secret in a cookie of the browser that asked. A later registration from there replaces this one. */
  @Column('bytea', { name: 'secret_hash', nullable: true })
  secretHash: Buffer | null;

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

  /** The guest who becomes this account, with all messages. */
  @ForeignKey('UserEntity', { name: 'registrations_guest_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'guest_id', nullable: true })
  guestId: string | null;

  /** The link that invited, and that is used up with the code. */
  @ForeignKey('InvitationEntity', { name: 'registrations_invitation_id_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'invitation_id', nullable: true })
  invitationId: string | null;

  /** The language of the client that registered. */
  @Column('text', { nullable: true })
  language: Language | null;
}
