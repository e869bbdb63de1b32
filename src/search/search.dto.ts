import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsTimeZone, IsUUID } from 'class-validator';
import { PageQuery } from '../common/page.ts';
import { Text } from '../common/validation/text.ts';
import { Timestamp } from '../common/validation/timestamp.ts';
import { Message } from '../timeline/message.dto.ts';

export const HAS = ['link', 'file', 'image', 'audio', 'reaction'] as const;
export type Has = (typeof HAS)[number];

export const IS = ['pinned', 'edited', 'reply', 'resolved', 'open'] as const;
export type Is = (typeof IS)[number];

export const FILTERS = ['from', 'in', 'has', 'file', 'before', 'after', 'on', 'is'] as const;

export class SearchMessages extends PageQuery {
  /**
   * Words (all of them, or parts of them), in messages, the names of their files and the options of their polls, "phrases in quotes", -not, from:name, from:"Display Name", in:room,
   * has:link, file:plan (a part of the name of a file), before:2026-11-20, after:2026-11-01, on:yesterday, is:pinned, is:edited, is:reply, is:resolved and is:open (messages of such threads). Accents and case do
   * not matter. Days are 2026-11-20, 2026-11, 2026, today, yesterday, week, month, year and "last week", in English or
   * German. The value of a filter that is not understood is named in the answer.
   * @example 'projector from:grace -broken'
   */
  @Text(1, 200)
  q: string;

  /** Only in this room. */
  @IsOptional()
  @IsUUID()
  roomId?: string;

  /** Only by this person. */
  @IsOptional()
  @IsUUID()
  from?: string;

  @IsOptional()
  @IsIn(HAS)
  has?: Has;

  /** Sent before this time. */
  @IsOptional()
  @Timestamp()
  before?: string;

  /** Sent at or after this time. */
  @IsOptional()
  @Timestamp()
  after?: string;

  /**
   * The time zone that the days of `q` are meant in, by its IANA name; UTC when it is missing.
   * @example 'Europe/Berlin'
   */
  @IsOptional()
  @IsTimeZone()
  timeZone?: string;
}

/** A range of the body, in UTF-16 units, as for `slice(start, end)`. */
export class Highlight {
  start: number;
  end: number;
}

export class Found {
  message: Message;
  highlights: Highlight[];
}

/** A filter of the query whose value means nothing: no such person or room, no such kind, no day. */
export class NotUnderstood {
  @ApiProperty({ enum: FILTERS })
  filter: (typeof FILTERS)[number];

  /** @example 'nobody' */
  value: string;
}

export class FoundPage {
  items: Found[];
  next: string | null;

  /** Whether only the newest messages were searched: terms of one or two characters, or a search that took too long. */
  recentOnly: boolean;

  /** What of the query was left out of the search, or can match nothing. */
  notUnderstood: NotUnderstood[];
}
