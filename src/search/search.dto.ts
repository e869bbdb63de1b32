import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { PageQuery } from '../common/page.ts';
import { Text } from '../common/validation/text.ts';
import { Timestamp } from '../common/validation/timestamp.ts';
import { Message } from '../timeline/message.dto.ts';

export const HAS = ['link', 'file', 'image', 'audio', 'reaction'] as const;
export type Has = (typeof HAS)[number];

export class SearchMessages extends PageQuery {
  /**
   * Words (all of them, or parts of them), "phrases in quotes", -not, from:name, in:room, has:link, before:2026-11-20,
   * after:2026-11-01, is:pinned, is:edited, is:reply. Accents and case do not matter.
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

export class FoundPage {
  items: Found[];
  next: string | null;

  /** Whether only the newest messages were searched: terms of one or two characters, or a search that took too long. */
  recentOnly: boolean;
}
