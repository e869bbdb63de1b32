import { IsInt, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { Text } from '../common/validation/text.ts';
import { OptionalNotNull } from '../common/validation/validation.ts';
import { limits } from '../shared/limits.ts';

/** Rows of a page; a page may hold fewer, because an answer has a size. */
export const MAX_PAGE_ROWS = 50;

/** The arguments of tools that answer a list. */
export class PageArguments {
  @OptionalNotNull()
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE_ROWS)
  limit?: number;

  /** The cursor of the page before. */
  @OptionalNotNull()
  @IsString()
  @MaxLength(1000)
  cursor?: string;
}

/** At most one of `before`, `after` and `cursor`; without any, the newest page. */
export class ThreadArguments extends PageArguments {
  @IsUUID()
  messageId: string;

  @OptionalNotNull()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  before?: number;

  @OptionalNotNull()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;
}

/** At most one of `before`, `after`, `around` and `cursor`; without any, the newest page. */
export class RoomArguments extends PageArguments {
  @IsUUID()
  roomId: string;

  @OptionalNotNull()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  before?: number;

  @OptionalNotNull()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;

  @OptionalNotNull()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  around?: number;
}

export class SearchArguments extends PageArguments {
  @Text(1, 200)
  q: string;

  @OptionalNotNull()
  @IsUUID()
  roomId?: string;

  @OptionalNotNull()
  @IsUUID()
  userId?: string;
}

export class PeopleArguments extends PageArguments {
  @OptionalNotNull()
  @Text(1, limits.displayName)
  q?: string;
}

export class FilesArguments extends PageArguments {
  @IsUUID()
  roomId: string;

  @OptionalNotNull()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  before?: number;
}

export class SendArguments {
  @IsUUID()
  roomId: string;

  @Text(1, () => limits.messageBody, { lines: true })
  body: string;

  @IsUUID()
  clientId: string;

  @OptionalNotNull()
  @IsUUID()
  threadId?: string;
}

export class ReactArguments {
  @IsUUID()
  messageId: string;

  @Text(1, 34)
  emoji: string;
}

export class MarkReadArguments {
  @IsUUID()
  roomId: string;

  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  seq: number;
}

export class JoinArguments {
  @IsUUID()
  roomId: string;
}
