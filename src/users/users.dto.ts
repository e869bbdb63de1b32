import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsTimeZone,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';
import type { Role } from '../shared/roles.ts';
import { limits } from '../shared/limits.ts';
import { PageQuery } from '../common/page.ts';
import { Text, textProblem } from '../common/validation/text.ts';
import { Timestamp } from '../common/validation/timestamp.ts';
import { OptionalNotNull } from '../common/validation/validation.ts';

export const PRESENCES = ['online', 'away', 'offline'] as const;
export type Presence = (typeof PRESENCES)[number];

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const DENSITIES = ['comfortable', 'compact'] as const;
export type Density = (typeof DENSITIES)[number];

export const TEXT_SIZES = ['small', 'medium', 'large', 'largest'] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

/** What a person says they are doing, beside their name. */
export class UserStatus {
  /**
   * One emoji; null: none.
   * @example '🌴'
   */
  emoji: string | null;
  /**
   * At most 100 characters; empty only beside an emoji.
   * @example 'On holiday'
   */
  text: string;
  /** When it is over: hide it from then on. Null: it stays. */
  until: string | null;
}

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
  /**
   * A WebP picture, 256 by 256; with `?size=64` a smaller picture. Its URL cannot be guessed, changes with the picture
   * and needs no header. Null until a picture is uploaded: clients draw initials.
   */
  avatarUrl: string | null;
  role: Role;
  /**
   * The number of changes of name, picture, role or status. Copies of a person in messages, pages and events may arrive out of
   * order: the copy with the higher number is newer.
   */
  revision: number;
  /**
   * True when the display name looks like that of another person, or like a word of the system: show the user name
   * beside it. Absent: false.
   */
  ambiguousName?: boolean;
  /** Null: they have set none, or it is over. */
  status: UserStatus | null;
  /** Whether it is a program: it has no account, reads nothing and is never online. */
  bot: boolean;
}

/** A person's own profile page. */
export class User extends UserSummary {
  /** @example 'Mathematics and machines' */
  bio: string;
  /**
   * The text of `status`; empty without one.
   * @example 'Back at three'
   */
  statusText: string;
  /**
   * An IANA name; null when it is not known, not shared (`shareTimeZone`), or of or for a guest.
   * @example 'Europe/Berlin'
   */
  timeZone: string | null;
  /** When their last connection ended; null while connected or never seen. */
  lastSeenAt: string | null;
  presence: Presence;
  createdAt: string;
}

/** Characters: `:name:` of an emoji of the server. The longest standard one, a family with skin tones, has fewer. */
const MAX_EMOJI = 34;
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

/** A part of every day. Past midnight when `to` is earlier than `from`; the whole day when both are the same. */
export class QuietHours {
  /**
   * Hour and minute, 00:00–23:59.
   * @example '22:00'
   */
  @Matches(TIME_OF_DAY, { message: 'from must be a time of day such as 22:00' })
  from: string;

  /**
   * The first minute that is not quiet any more.
   * @example '07:30'
   */
  @Matches(TIME_OF_DAY, { message: 'to must be a time of day such as 07:30' })
  to: string;

  /**
   * An IANA name; summer time is taken into account.
   * @example 'Europe/Berlin'
   */
  @IsTimeZone()
  timeZone: string;
}

/** A text of 2–50 characters in a line. */
const IsKeyword = (options: ValidationOptions) =>
  ValidateBy(
    {
      name: 'keyword',
      validator: {
        validate: (value) => textProblem(value, limits.keywordMin, limits.keywordMax) === undefined,
        defaultMessage: () => `each must be ${limits.keywordMin} to ${limits.keywordMax} characters long, in a line`,
      },
    },
    options,
  );

/** Preferences of a user, for all devices. Each field describes the meaning of its absence. */
export class Preferences {
  /** Absent: `system`. */
  @OptionalNotNull()
  @IsIn(THEMES)
  theme?: Theme;

  /** False: read marks are neither shown to others nor received from others. Absent: true. */
  @OptionalNotNull()
  @IsBoolean()
  readReceipts?: boolean;

  /** True: others see the user as offline, never seen and never typing; the user still sees others. Absent: false. */
  @OptionalNotNull()
  @IsBoolean()
  hidePresence?: boolean;

  /** False: others do not see the time zone. Absent: true. */
  @OptionalNotNull()
  @IsBoolean()
  shareTimeZone?: boolean;

  /** False: others are not told that notifications are paused. Absent: true. */
  @OptionalNotNull()
  @IsBoolean()
  sharePaused?: boolean;

  /**
   * Until this time (ISO 8601) notifications are sent as `silent`, without sound or pop-up. Null or past: not silent.
   */
  @IsOptional()
  @Timestamp()
  @MaxLength(35)
  dndUntil?: string | null;

  /** The time of day when notifications are `silent`. Null or absent: never. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => QuietHours)
  quietHours?: QuietHours | null;

  /**
   * At most 50 words or phrases of 2–50 characters that notify like a mention, in messages of others outside code. Absent:
   * none.
   */
  @OptionalNotNull()
  @IsArray()
  @ArrayMaxSize(limits.keywords)
  @IsKeyword({ each: true })
  keywords?: string[];

  /** False: no mails about missed notifications. Absent: true. */
  @OptionalNotNull()
  @IsBoolean()
  emailDigest?: boolean;

  /** True: notices of members who join or leave are hidden. Absent: false. */
  @OptionalNotNull()
  @IsBoolean()
  hideNotices?: boolean;

  /** False: notifications make no sound. Absent: true. */
  @OptionalNotNull()
  @IsBoolean()
  sounds?: boolean;

  /** The spacing of messages. Absent: `comfortable`. */
  @OptionalNotNull()
  @IsIn(DENSITIES)
  density?: Density;

  /** The size of all texts, beside what the browser is set to. Absent: `medium`. */
  @OptionalNotNull()
  @IsIn(TEXT_SIZES)
  textSize?: TextSize;

  /** True: lines of messages are as long as the window is wide. Absent: false. */
  @OptionalNotNull()
  @IsBoolean()
  fullWidth?: boolean;

  /** The skin tone of emoji: 0 yellow, 1 the lightest to 5 the darkest. Absent: 0. */
  @OptionalNotNull()
  @IsInt()
  @Min(0)
  @Max(5)
  skinTone?: number;

  /** False: Enter starts a new line, and Ctrl or Cmd with Enter sends. Absent: true. */
  @OptionalNotNull()
  @IsBoolean()
  enterSends?: boolean;

  /** True: the checklist of a new server is hidden; only administrators see it. Absent: false. */
  @OptionalNotNull()
  @IsBoolean()
  setupDismissed?: boolean;

  /** True: an administrator has said that backups are made. Absent: false. */
  @OptionalNotNull()
  @IsBoolean()
  backupArranged?: boolean;

  /**
   * A BCP 47 language tag, for instance `de`.
   * @example 'de'
   */
  @OptionalNotNull()
  @Text(0, 35)
  language?: string;
}

/** The caller's own account, with private fields. */
export class Me extends User {
  /**
   * Null for guests.
   * @example 'ada@example.org'
   */
  email: string | null;
  emailVerified: boolean;
  preferences: Preferences;
  /** Whether signing in takes a second factor: an authenticator app or a passkey. */
  secondFactor: 'none' | 'set';
}

/** A status in the place of the former one. Without emoji and text it is none. */
export class SetStatus {
  /**
   * Null or absent: none.
   * @example '🌴'
   */
  @IsOptional()
  @Text(0, MAX_EMOJI)
  emoji?: string | null;

  /** @example 'On holiday' */
  @OptionalNotNull()
  @Text(0, limits.statusText)
  text?: string;

  /** When it is over, in the future. Null or absent: it stays. */
  @IsOptional()
  @Timestamp()
  @MaxLength(35)
  until?: string | null;
}

export class UpdateMe {
  /**
   * By the rules of a registration. Mentions in what was written stay those of the person; the former name stays with them
   * for 30 days.
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

  @OptionalNotNull()
  @Text(0, limits.bio, { lines: true })
  bio?: string;

  /** Another text than the present one is a status without emoji and end; `status` is stronger. */
  @OptionalNotNull()
  @Text(0, limits.statusText)
  statusText?: string;

  /** Replaces the status; null clears it. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SetStatus)
  status?: SetStatus | null;

  /** Where the person is; null: not known. Of guests it is not stored. */
  @IsOptional()
  @IsTimeZone()
  timeZone?: string | null;

  /** Replaces the stored preferences. */
  @ApiPropertyOptional({ type: Preferences })
  @OptionalNotNull()
  @IsObject()
  @ValidateNested()
  @Type(() => Preferences)
  preferences?: Preferences;
}

/** What `UsersService` changes; the user name has rules of its own. */
export type ProfileChanges = Omit<UpdateMe, 'username'>;

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
