import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { MemberRole, RoomKind } from '../shared/roles.ts';

/** Name, settings and access of a room. Its timeline's head is a row of its own (`room_head`). */
@Entity('rooms')
@Check('rooms_mention_room_by_check', `mention_room_by IN ('member', 'moderator', 'owner')`)
@Check('rooms_post_by_check', `post_by IN ('member', 'moderator', 'owner')`)
@Check('rooms_reply_by_check', `reply_by IN ('member', 'moderator', 'owner')`)
@Check('rooms_react_by_check', `react_by IN ('member', 'moderator', 'owner')`)
@Check('rooms_slow_seconds_check', `slow_seconds BETWEEN 0 AND 21600`)
@Check('rooms_kind_check', `kind IN ('public', 'private', 'direct', 'group')`)
@Check('rooms_direct_key_check', `kind = 'group' OR (kind = 'direct') = (direct_key IS NOT NULL)`)
// By the expression lower(name), which TypeORM cannot describe.
@Index('rooms_directory', { synchronize: false })
export class RoomEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('text', { unique: true })
  code: string;

  @Column('text')
  kind: RoomKind;

  @Column('text', { default: '' })
  name: string;

  @Column('text', { default: '' })
  topic: string;

  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash: string | null;

  @Column('boolean', { default: false })
  ephemeral: boolean;

  /** True for a single room: everybody with an account is in it. */
  @Index('rooms_one_lobby', { unique: true, where: 'lobby' })
  @Column('boolean', { default: false })
  lobby: boolean;

  /**
   * The user ids of a direct room or group conversation, sorted: the same people share a single one. Null once the members
   * of a group conversation are others than those it was made for.
   */
  @Column('text', { name: 'direct_key', nullable: true, unique: true })
  directKey: string | null;

  @Column('text', { name: 'mention_room_by', default: 'member' })
  mentionRoomBy: MemberRole;

  /** The lowest role that writes in the room: another than `member` makes it an announcement room. */
  @Column('text', { name: 'post_by', default: 'member' })
  postBy: MemberRole;

  /** The lowest role that replies in threads, without standing in the room. */
  @Column('text', { name: 'reply_by', default: 'member' })
  replyBy: MemberRole;

  @Column('text', { name: 'react_by', default: 'member' })
  reactBy: MemberRole;

  /** Slow mode: seconds between two messages of a member; 0 when it is off. */
  @Column('integer', { name: 'slow_seconds', default: 0 })
  slowSeconds: number;

  /** Set when the room is deleted; its messages are removed in the background. */
  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt: Date | null;

  @Column('timestamptz', { name: 'archived_at', nullable: true })
  archivedAt: Date | null;

  /** Maintained by a trigger, and set when counts change: nodes use it to find changes whose hint was lost. */
  @Index('rooms_changed', { where: 'changed_at IS NOT NULL' })
  @Column('timestamptz', { name: 'changed_at', nullable: true })
  changedAt: Date | null;

  @ForeignKey('UserEntity', { name: 'rooms_created_by_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
