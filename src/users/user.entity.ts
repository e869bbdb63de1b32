import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Role } from '../shared/roles.ts';
import type { Language } from '../common/languages.ts';
import type { Preferences } from './users.dto.ts';

/** A person: a verified account, or a guest without address and password. Or a bot: a program, without both and a sign-in. */
@Entity('users')
@Index('users_keywords', { synchronize: false })
@Check('users_role_check', `role IN ('guest', 'member', 'moderator', 'admin')`)
@Check('users_kind_check', `kind IN ('person', 'bot')`)
export class UserEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('text', { default: 'person' })
  kind: 'person' | 'bot';

  /** Who answers for a bot, which stops with their account; null for those that belong to a hook. */
  @Index('users_bot_owner', { where: 'bot_owner_id IS NOT NULL' })
  @ForeignKey('UserEntity', { name: 'users_bot_owner_id_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'bot_owner_id', nullable: true })
  botOwnerId: string | null;

  @Column('text')
  username: string;

  /** See `username.ts` for this and the next. */
  @Column('text', { name: 'username_key', unique: true })
  usernameKey: string;

  @Column('text', { name: 'username_skeleton', unique: true })
  usernameSkeleton: string;

  @Column('text', { name: 'display_name' })
  displayName: string;

  /** See `name-skeleton.ts`; empty for deleted accounts. */
  @Index('users_name_skeleton', { where: `name_skeleton <> ''` })
  @Column('text', { name: 'name_skeleton', default: '' })
  nameSkeleton: string;

  /** Maintained by a trigger: whether another person's display name looks the same, or it is one of the system. */
  @Column('boolean', { name: 'name_is_ambiguous', default: false })
  nameIsAmbiguous: boolean;

  @Column('text', { nullable: true })
  email: string | null;

  /** See `email-key.ts`. */
  @Column('text', { name: 'email_key', nullable: true, unique: true })
  emailKey: string | null;

  /** Null for guests. */
  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash: string | null;

  /** Key of the stored picture; random, so that its address reveals nothing. */
  @Column('text', { name: 'avatar_key', nullable: true })
  avatarKey: string | null;

  @Column('text', { default: 'member' })
  role: Role;

  @Column('text', { default: '' })
  bio: string;

  @Column('text', { name: 'status_text', default: '' })
  statusText: string;

  /** One emoji, in its canonical form. */
  @Column('text', { name: 'status_emoji', nullable: true })
  statusEmoji: string | null;

  /** A status is over from then on, whether or not it is emptied yet. */
  @Index('users_status_until', { where: 'status_until IS NOT NULL' })
  @Column('timestamptz', { name: 'status_until', nullable: true })
  statusUntil: Date | null;

  /** An IANA name, of their client's last start; null for guests. Others see it unless `preferences.shareTimeZone` is false. */
  @Column('text', { name: 'time_zone', nullable: true })
  timeZone: string | null;

  @Column('jsonb', { default: {} })
  preferences: Preferences;

  /** The language of their client at the last sign-in; `preferences.language` is their choice. See `languageFor`. */
  @Column('text', { nullable: true })
  language: Language | null;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt: Date | null;

  /** Set once the account is deleted: the messages stay, the profile is deleted. */
  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt: Date | null;

  @Column('timestamptz', { name: 'last_seen_at', nullable: true })
  lastSeenAt: Date | null;

  /**
   * Maintained by a trigger: the time of the last change of name, picture, role or status, which others see beside messages.
   */
  @Index('users_profile_changed', { where: 'profile_changed_at IS NOT NULL' })
  @Column('timestamptz', { name: 'profile_changed_at', nullable: true })
  profileChangedAt: Date | null;

  /** Incremented by the same trigger. */
  @Column('integer', { name: 'profile_revision', default: 0 })
  profileRevision: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
