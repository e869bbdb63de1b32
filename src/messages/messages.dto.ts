import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsBoolean,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { limits } from '../shared/limits.ts';
import { SentDraft } from '../drafts/drafts.dto.ts';
import { Text } from '../common/validation/text.ts';
import { Timestamp } from '../common/validation/timestamp.ts';
import { UserSummary } from '../users/users.dto.ts';
import { OptionalNotNull, WholeNumber } from '../common/validation/validation.ts';
import { NewPoll } from './polls/polls.dto.ts';

/** A new message as REST takes it; the room is in the path. */
export class NewMessage {
  /** Chosen by the client for this message; a repeat returns the first message. */
  @IsUUID()
  clientId: string;

  /**
   * May be empty only with attachments or `forwardOf`.
   * @example 'Good morning'
   */
  @Text(0, () => limits.messageBody, { lines: true })
  body: string;

  /** A message of the same room, which is quoted; with `threadId` a message of that thread. */
  @OptionalNotNull()
  @IsUUID()
  replyToId?: string;

  /** A message of the same room: the new message belongs to its thread, and stays there unless `alsoInRoom`. */
  @OptionalNotNull()
  @IsUUID()
  threadId?: string;

  /** Only with `threadId`: whether the reply stands in the room as well. Absent: it does not. */
  @OptionalNotNull()
  @IsBoolean()
  alsoInRoom?: boolean;

  /**
   * A message that the caller may read, in any room: its text and files are copied into the new message, whose `body`
   * must be empty; the files count towards the quota of the caller. It mentions nobody. Its author is named, its room only if that room is public.
   */
  @OptionalNotNull()
  @IsUUID()
  forwardOf?: string;

  /** Own uploads that were not sent before, in the order to be shown; they may still be `pending`. */
  @OptionalNotNull()
  @IsUUID(undefined, { each: true })
  @ArrayUnique()
  @ArrayMaxSize(limits.attachmentsPerMessage)
  attachmentIds?: string[];

  /** The caller's draft of this room, or of a thread of it, that the message was written as: it is removed with the send. */
  @OptionalNotNull()
  @ValidateNested()
  @Type(() => SentDraft)
  draft?: SentDraft;

  /** Lets the readers choose between options; `body` is the question, and must show something. */
  @OptionalNotNull()
  @IsObject()
  @ValidateNested()
  @Type(() => NewPoll)
  poll?: NewPoll;
}

export class SendMessage extends NewMessage {
  @IsUUID()
  roomId: string;
}

export class ChangeMessage {
  /** @example 'Good morning, all' */
  @Text(1, () => limits.messageBody, { lines: true })
  body: string;
}

export class EditMessage extends ChangeMessage {
  @IsUUID()
  messageId: string;
}

/** The readers of a message; with names only in rooms of at most 200 members. */
export class Readers {
  items: UserSummary[];
  next: string | null;
  count: number;
}

/** An emoji on a message. */
export class ReactionInput {
  @IsUUID()
  messageId: string;

  /**
   * A standard emoji, or `:name:` of one of this server.
   * @example '👍'
   */
  @Text(1, 34)
  emoji: string;
}

export class DeleteMessage {
  @IsUUID()
  messageId: string;
}

/** Either `before` or `after`; without both, the newest page. */
export class ThreadQuery {
  /** Messages with a lower seq. */
  @IsOptional()
  @WholeNumber()
  @Min(1)
  before?: number;

  /** Messages with a higher seq. */
  @IsOptional()
  @WholeNumber()
  @Min(0)
  after?: number;

  @IsOptional()
  @WholeNumber()
  @Min(1)
  @Max(limits.pageSize)
  limit?: number = 50;
}

/** At most one of `before`, `after`, `around` and `at`; without any, the newest page. */
export class HistoryQuery extends ThreadQuery {
  /** Messages on both sides of this seq, itself included. */
  @IsOptional()
  @WholeNumber()
  @Min(0)
  around?: number;

  /** Messages around the first message at or after this time (ISO 8601). */
  @IsOptional()
  @Timestamp()
  at?: string;
}

export class PreviewQuery {
  /** Messages with a lower seq; without it the newest. */
  @IsOptional()
  @WholeNumber()
  @Min(1)
  before?: number;

  @IsOptional()
  @WholeNumber()
  @Min(1)
  @Max(limits.pageSize)
  limit?: number = 50;
}

export class EditsQuery {
  @IsOptional()
  @WholeNumber()
  @Min(1)
  @Max(50)
  limit?: number = 50;

  /** The `next` of the previous page. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}

export class ChangesQuery {
  /** The revision that the caller holds. */
  @WholeNumber()
  @Min(0)
  since: number;

  /**
   * The room's epoch that the caller holds. If it differs from the room's, the response is `reset`, unless `witness` proves
   * that what is held is in the room.
   */
  @IsOptional()
  @WholeNumber()
  @Min(1)
  epoch?: number;

  /** The id of the message whose `revision` is `since`, as the caller holds it. */
  @IsOptional()
  @IsUUID()
  witness?: string;

  /** The `changeToken` of that message, unless it is null. */
  @IsOptional()
  @WholeNumber()
  @Min(0)
  witnessToken?: number;
}
