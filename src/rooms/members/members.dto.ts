import { ArrayMaxSize, ArrayMinSize, IsBoolean, IsIn, IsOptional, IsUUID, Matches, MaxLength } from 'class-validator';
import { limits } from '../../shared/limits.ts';
import { PLACE } from '../../shared/place.ts';
import { MEMBER_ROLES, type MemberRole } from '../../shared/roles.ts';
import { PageQuery } from '../../common/page.ts';
import { Text } from '../../common/validation/text.ts';
import { Timestamp } from '../../common/validation/timestamp.ts';
import { OptionalNotNull } from '../../common/validation/validation.ts';
import { Group } from '../../groups/groups.dto.ts';
import { UserSummary } from '../../users/users.dto.ts';

/**
 * What notifies a member in a room. `all`: every message. `mentions` (the default): mentions by name, `@room` and `@here`,
 * answers in threads that they follow, and messages of a direct room. `none`: nothing.
 */
export const NOTIFY_LEVELS = ['all', 'mentions', 'none'] as const;
export type NotifyLevel = (typeof NOTIFY_LEVELS)[number];

export class Member {
  user: UserSummary;
  role: MemberRole;
  joinedAt: string;
  mutedUntil: string | null;
  /**
   * The seq up to which they have read. 0 when it is hidden: they or the caller hide it (`readReceipts`), or the room
   * has more than 200 members. The caller's own is never hidden.
   */
  lastReadSeq: number;
}

export class MemberPage {
  items: Member[];
  next: string | null;
}

export class FindMembers extends PageQuery {
  /** Part of a user name or a display name, regardless of case. */
  @IsOptional()
  @Text(1, limits.displayName)
  q?: string;
}

export class UpdateMember {
  /** Given by owners. An owner may give up the role while another owner remains. */
  @OptionalNotNull()
  @IsIn(MEMBER_ROLES)
  role?: MemberRole;

  /** The end of the mute; null ends it now. */
  @IsOptional()
  @Timestamp()
  mutedUntil?: string | null;
}

/** A ban of a person. */
export class Ban {
  user: UserSummary;
  bannedBy: UserSummary | null;
  createdAt: string;
}

export class BanPage {
  items: Ban[];
  next: string | null;
}

/** A mute that lasts, of a member or of a person who has left the room. */
export class Mute {
  user: UserSummary;
  mutedBy: UserSummary | null;
  mutedUntil: string;
  createdAt: string;
  /** False for a person who has left the room: the mute goes on when they come back. */
  isMember: boolean;
}

export class MutePage {
  items: Mute[];
  next: string | null;
}

export class UpdateMembership {
  /**
   * `all`: every message notifies. `mentions`: mentions by name, `@room` and `@here`, answers in followed threads, and
   * messages of a direct room. `none`: nothing.
   */
  @OptionalNotNull()
  @IsIn(NOTIFY_LEVELS)
  notify?: NotifyLevel;

  /**
   * Until this time, in the future, the room notifies silently, except of mentions by name. Null ends that.
   * @example '2026-11-20T17:00:00Z'
   */
  @IsOptional()
  @Timestamp()
  @MaxLength(35)
  quietUntil?: string | null;

  /** True: the room is shown above the others of the list. */
  @OptionalNotNull()
  @IsBoolean()
  favourite?: boolean;

  /** True: the room is not in the list until the next message or notice. */
  @OptionalNotNull()
  @IsBoolean()
  hidden?: boolean;

  /** The section of the caller's list that the room stands in. Null: none. */
  @IsOptional()
  @IsUUID()
  sectionId?: string | null;

  /** Where the room stands in a section that is ordered by hand; see `Section.place`. Null: behind those with a place. */
  @IsOptional()
  @Matches(PLACE)
  @MaxLength(limits.place)
  place?: string | null;
}

export const ADDED_HISTORIES = ['now', 'all'] as const;
export type AddedHistory = (typeof ADDED_HISTORIES)[number];

/** At least one person or group. */
export class InviteMembers {
  @OptionalNotNull()
  @IsUUID(undefined, { each: true })
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  userIds?: string[];

  /**
   * Those who are in these groups now are added, except people who have left the room or were removed from it; who joins a
   * group later is not.
   */
  @OptionalNotNull()
  @IsUUID(undefined, { each: true })
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  groupIds?: string[];

  /**
   * What people see of a group conversation that they are added to: what is written from now on, which is also so when this
   * is absent, or everything. In other rooms they see everything.
   */
  @OptionalNotNull()
  @IsIn(ADDED_HISTORIES)
  history?: AddedHistory;
}

/** A group, and how many of its people are in a room. */
export class RoomGroup {
  group: Group;
  hereCount: number;
}

export class RoomGroupPage {
  items: RoomGroup[];
  next: string | null;
}

/** `member_changed`: a member joined, left, or has another role or mute. */
export class MemberChanged {
  roomId: string;
  userId: string;
  /** Null once they have left. */
  member: Member | null;
  memberCount: number;
}
