import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Role } from '../common/caller.ts';
import { limits } from '../common/limits.ts';
import { PageQuery } from '../common/page.ts';
import { Text } from '../common/text.ts';

export const PRESENCES = ['online', 'away', 'offline'] as const;
export type Presence = (typeof PRESENCES)[number];

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** A person as others see them beside a message. */
export class UserSummary {
  /** UUID v7. */
  id: string;
  /**
   * Unique without regard to case; 3–20 of `[A-Za-z0-9_.-]`.
   * @example 'ada'
   */
  username: string;
  /** @example 'Ada Lovelace' */
  displayName: string;
  /** Null until a picture is uploaded: clients draw initials. */
  avatarUrl: string | null;
  role: Role;
}

/** A person's own profile page. */
export class User extends UserSummary {
  /** @example 'Mathematics and machines' */
  bio: string;
  /** @example 'Back at three' */
  statusText: string;
  /** When their last connection ended; null while connected or never seen. */
  lastSeenAt: string | null;
  presence: Presence;
  createdAt: string;
}

/** What the client remembers for its owner on every device. */
export class Preferences {
  @IsOptional()
  @IsIn(THEMES)
  theme?: Theme;

  /** False: nobody is told how far one has read, and one is not told of others. */
  @IsOptional()
  @IsBoolean()
  readReceipts?: boolean;

  /**
   * A BCP 47 language tag, for instance `de`.
   * @example 'de'
   */
  @IsOptional()
  @IsString()
  @MaxLength(35)
  language?: string;
}

/** The caller, with what only they may see. */
export class Me extends User {
  /**
   * Null for guests.
   * @example 'ada@example.org'
   */
  email: string | null;
  emailVerified: boolean;
  preferences: Preferences;
}

export class UpdateMe {
  /** @example 'Ada Lovelace' */
  @IsOptional()
  @Text(1, limits.displayName)
  displayName?: string;

  @IsOptional()
  @Text(0, limits.bio, { lines: true })
  bio?: string;

  @IsOptional()
  @Text(0, limits.statusText)
  statusText?: string;

  /** Replaces the stored preferences. */
  @ApiPropertyOptional({ type: Preferences })
  @IsOptional()
  @IsObject()
  preferences?: Preferences;
}

export class FindUsers extends PageQuery {
  /** The start of a user name or of any word of a display name; a typing mistake is forgiven. */
  @IsOptional()
  @Text(1, limits.displayName)
  q?: string;
}

/** A page of people. */
export class UserPage {
  items: UserSummary[];
  next: string | null;
}
