import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { type Role, ROLES } from '../shared/roles.ts';
import { PageQuery } from '../common/page.ts';
import { limits } from '../shared/limits.ts';
import { Text } from '../common/validation/text.ts';
import { OptionalNotNull } from '../common/validation/validation.ts';
import { UserSummary } from '../users/users.dto.ts';

/** A person as moderators and administrators of the server see them. */
export class Account extends UserSummary {
  /** @example 'ada@example.org' */
  email: string | null;
  disabled: boolean;
  createdAt: string;
  /** The end of the last visit. */
  lastSeenAt: string | null;
  /** Whether the person is connected now; false for people who hide their presence. */
  here: boolean;
}

export class AccountPage {
  items: Account[];
  /** How many match, on all pages. */
  total: number;
  next: string | null;
}

export class FindAccounts extends PageQuery {
  /** Part of a name or address. */
  @IsOptional()
  @Text(1, limits.email)
  q?: string;

  @IsOptional()
  @IsIn(ROLES)
  role?: Role;
}

export class UpdateAccount {
  /** Not for guests, who become members by registering. */
  @OptionalNotNull()
  @IsIn(['member', 'moderator', 'admin'])
  role?: 'member' | 'moderator' | 'admin';

  /** A disabled account cannot sign in, and is signed out. */
  @OptionalNotNull()
  @IsBoolean()
  disabled?: boolean;
}
