import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { type Role, ROLES } from '../shared/roles.ts';
import { PageQuery } from '../common/page.ts';
import { limits } from '../shared/limits.ts';
import { Email } from '../common/validation/email-key.ts';
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
  /** Bytes of the files that the person has uploaded; null for callers who are not administrators. */
  storedBytes: number | null;
  /** Whether signing in takes a second factor; null for callers who are not administrators. */
  secondFactor: 'none' | 'set' | null;
  /** The second factors themselves; null for callers who are not administrators. */
  secondFactors: ('passkey' | 'totp')[] | null;
  /**
   * By what the person can sign in: `password`, `passkey`, and the ids of the providers that are connected and known here.
   * Null for callers who are not administrators.
   * @example ['password', 'keycloak']
   */
  by: string[] | null;
  /** The id of the provider whose groups decide the role at each sign-in there; null where it is given here alone. */
  managedBy: string | null;
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

  /** Only people with or without a second factor; for administrators. */
  @IsOptional()
  @IsIn(['none', 'set'])
  secondFactor?: 'none' | 'set';

  /** Only people whom the provider with this id signs in; for administrators. */
  @IsOptional()
  @Matches(/^[a-z][a-z0-9-]{0,19}$/, { message: 'provider must be the id of a provider' })
  provider?: string;
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

/** A person whose account an administrator makes. One of the names is required. */
export class AddPerson {
  @ApiProperty({ example: 'ada@example.org' })
  @Email()
  email: string;

  /**
   * Derived from `displayName` when it is left out.
   * @example 'ada'
   */
  @OptionalNotNull()
  @Matches(/^[A-Za-z0-9_.-]*$/, { message: 'username may hold letters, digits, "_", "." and "-" only' })
  @Matches(/[A-Za-z0-9]/, { message: 'username must hold a letter or a digit' })
  @Text(limits.usernameMin, () => limits.usernameMax)
  username?: string;

  /** @example 'Ada Lovelace' */
  @OptionalNotNull()
  @Text(1, limits.displayName, { name: true })
  displayName?: string;
}

/** What is left out stays. */
export class CorrectAccount {
  /** Counts at once, without a code; the former address is told. */
  @OptionalNotNull()
  @Email()
  email?: string;

  @OptionalNotNull()
  @Matches(/^[A-Za-z0-9_.-]*$/, { message: 'username may hold letters, digits, "_", "." and "-" only' })
  @Matches(/[A-Za-z0-9]/, { message: 'username must hold a letter or a digit' })
  @Text(limits.usernameMin, () => limits.usernameMax)
  username?: string;

  @OptionalNotNull()
  @Text(1, limits.displayName, { name: true })
  displayName?: string;
}

/** A link that sets a password, once. It is told here only. */
export class PasswordLink {
  /** @example 'https://chat.example.org/reset-password#token=…' */
  link: string;
  linkExpiresAt: string;
}

export class AddedPerson extends PasswordLink {
  account: Account;
}

export class EraseAccount {
  /** The user name of the account, so that no other one is deleted by mistake. */
  @IsString()
  @MaxLength(100)
  username: string;
}
