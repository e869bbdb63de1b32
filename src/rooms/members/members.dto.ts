import { ArrayMaxSize, ArrayMinSize, IsDateString, IsIn, IsOptional, IsUUID } from 'class-validator';
import { limits } from '../../shared/limits.ts';
import { MEMBER_ROLES, type MemberRole } from '../../shared/roles.ts';
import { PageQuery } from '../../common/page.ts';
import { Text } from '../../common/validation/text.ts';
import { OptionalNotNull } from '../../common/validation/validation.ts';
import { UserSummary } from '../../users/users.dto.ts';

export const NOTIFY_LEVELS = ['all', 'mentions', 'none'] as const;
export type NotifyLevel = (typeof NOTIFY_LEVELS)[number];

export class Member {
  user: UserSummary;
  role: MemberRole;
  joinedAt: string;
  mutedUntil: string | null;
  /**
   * How far they have read. 0 when that is not told: they or the caller do not tell (`readReceipts`), or the room has
   * more than 200 members. One's own is always told.
   */
  lastReadSeq: number;
}

export class MemberPage {
  items: Member[];
  next: string | null;
}

export class FindMembers extends PageQuery {
  /** Part of a user name or a display name; case does not matter. */
  @IsOptional()
  @Text(1, limits.displayName)
  q?: string;
}

export class UpdateMember {
  /** Given by owners. An owner who makes somebody else owner may step down. */
  @OptionalNotNull()
  @IsIn(MEMBER_ROLES)
  role?: MemberRole;

  /** Until when they may not write; null lets them write again. */
  @IsOptional()
  @IsDateString()
  mutedUntil?: string | null;
}

/** Somebody who may not come in. */
export class Ban {
  user: UserSummary;
  bannedBy: UserSummary | null;
  createdAt: string;
}

export class BanPage {
  items: Ban[];
  next: string | null;
}

export class UpdateMembership {
  @IsIn(NOTIFY_LEVELS)
  notify: NotifyLevel;
}

export class InviteMembers {
  @IsUUID(undefined, { each: true })
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  userIds: string[];
}

/** `member_changed`: somebody joined, left or changed role. */
export class MemberChanged {
  roomId: string;
  userId: string;
  /** Null once they have left. */
  member: Member | null;
  memberCount: number;
}
