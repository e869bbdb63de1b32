import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { PageQuery } from '../common/page.ts';
import { Text } from '../common/validation/text.ts';
import { OptionalNotNull } from '../common/validation/validation.ts';
import { GROUP_MENTION_ROLES, type GroupMentionRole } from '../shared/groups.policy.ts';
import { limits } from '../shared/limits.ts';
import { UserSummary } from '../users/users.dto.ts';

/** A group of people, mentioned together by its handle. */
export class Group {
  id: string;
  /** @example 'designers' */
  handle: string;
  /** @example 'Designers' */
  name: string;
  description: string;
  /** The lowest role on the server whose mentions of the group notify its people. */
  mentionBy: GroupMentionRole;
  memberCount: number;
  createdAt: string;
}

export class GroupPage {
  items: Group[];
  next: string | null;
}

export class GroupMemberPage {
  items: UserSummary[];
  next: string | null;
}

export class FindGroups extends PageQuery {
  /** Part of a handle or name, regardless of case. */
  @IsOptional()
  @IsString()
  @MaxLength(limits.groupName)
  q?: string;
}

export class CreateGroup {
  /**
   * Letters, digits, `_`, `.` and `-`, by the rules of a user name, and unique among handles and user names.
   * @example 'designers'
   */
  @Matches(/^[A-Za-z0-9_.-]*$/, { message: 'handle may hold letters, digits, "_", "." and "-" only' })
  @Matches(/[A-Za-z0-9]/, { message: 'handle must hold a letter or a digit' })
  @Text(limits.usernameMin, () => limits.usernameMax)
  handle: string;

  /** @example 'Designers' */
  @Text(1, limits.groupName, { name: true })
  name: string;

  /** @example 'Who draws what others build' */
  @OptionalNotNull()
  @Text(0, limits.groupDescription)
  description?: string;

  /** The lowest role on the server whose mentions of the group notify its people: `member` unless given. */
  @OptionalNotNull()
  @IsIn(GROUP_MENTION_ROLES)
  mentionBy?: GroupMentionRole;
}

/** Only the given fields change. Messages that mention the group keep its former handle. */
export class UpdateGroup {
  /** @example 'designers' */
  @OptionalNotNull()
  @Matches(/^[A-Za-z0-9_.-]*$/, { message: 'handle may hold letters, digits, "_", "." and "-" only' })
  @Matches(/[A-Za-z0-9]/, { message: 'handle must hold a letter or a digit' })
  @Text(limits.usernameMin, () => limits.usernameMax)
  handle?: string;

  /** @example 'Designers' */
  @OptionalNotNull()
  @Text(1, limits.groupName, { name: true })
  name?: string;

  @OptionalNotNull()
  @Text(0, limits.groupDescription)
  description?: string;

  @OptionalNotNull()
  @IsIn(GROUP_MENTION_ROLES)
  mentionBy?: GroupMentionRole;
}
