import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { NotifyLevel } from './members.dto.ts';
import type { MemberRole } from '../../shared/roles.ts';

/** The membership of a person in a room. Changes only under the lock of the room's head. */
@Entity('room_members')
@Check('room_members_role_check', `role IN ('owner', 'moderator', 'member')`)
@Check('room_members_notify_check', `notify IN ('all', 'mentions', 'none')`)
@Index('room_members_joined', ['roomId', 'joinedAt', 'userId'])
export class RoomMemberEntity {
  @ForeignKey('RoomEntity', { name: 'room_members_room_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'room_id' })
  roomId: string;

  @Index('room_members_user')
  @ForeignKey('UserEntity', { name: 'room_members_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @Column('text', { default: 'member' })
  role: MemberRole;

  @Column('timestamp with time zone', { name: 'joined_at', precision: 3, default: () => 'clock_timestamp()' })
  joinedAt: Date;

  /** Guests see a room from their join on; for members this is 1. */
  @Column('bigint', { name: 'visible_from_seq', default: 1 })
  visibleFromSeq: number;

  /** Never decreases. */
  @Column('bigint', { name: 'last_read_seq', default: 0 })
  lastReadSeq: number;

  @Column('timestamptz', { name: 'muted_until', nullable: true })
  mutedUntil: Date | null;

  /** False for a direct room that the member has not opened: it is in their list once something is written in it. */
  @Column('boolean', { default: true })
  opened: boolean;

  @Column('text', { default: 'mentions' })
  notify: NotifyLevel;

  /** Until then the room notifies silently, except of mentions by name. */
  @Column('timestamptz', { name: 'quiet_until', nullable: true })
  quietUntil: Date | null;

  @Column('boolean', { default: false })
  favourite: boolean;

  /** The newest seq of the room when the member hid it: the next message or notice brings it back. */
  @Column('bigint', { name: 'hidden_seq', nullable: true })
  hiddenSeq: number | null;

  /** A section of the member's list. It refers to no row: a section that is gone leaves the id behind, which stands for none. */
  @Column('uuid', { name: 'section_id', nullable: true })
  sectionId: string | null;

  /** Where the room stands in a section that is ordered by hand. */
  @Column('text', { nullable: true })
  place: string | null;

  /** When the member last wrote, for slow mode; null when they have not since it was introduced. */
  @Column('timestamptz', { name: 'last_said_at', nullable: true })
  lastSaidAt: Date | null;

  /** Maintained by a trigger, and set when counts change: nodes use it to find changes whose hint was lost. */
  @Index('room_members_changed', { where: 'changed_at IS NOT NULL' })
  @Column('timestamptz', { name: 'changed_at', nullable: true })
  changedAt: Date | null;
}
