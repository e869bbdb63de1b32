import { ArrayMaxSize, ArrayUnique, IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { PageQuery } from '../common/page.ts';
import { Text } from '../common/validation/text.ts';
import { OptionalNotNull, WholeNumber } from '../common/validation/validation.ts';
import { limits } from '../shared/limits.ts';

const draftLength = () => Math.max(limits.draftBody, limits.messageBody);

/** What the caller has begun to write in one place. Only the caller sees it, on all their devices. */
export class DraftEntry {
  /** The same for a room, a thread or an edited message as long as they exist. */
  id: string;
  roomId: string;
  /** The root of the thread that it is written in. */
  threadId: string | null;
  /** The message whose new text it is. */
  editOf: string | null;
  body: string;
  replyToId: string | null;
  attachmentIds: string[];
  /** Rises with each change. Name it as `baseVersion` of the next one, and in `draft` of the message that it becomes. */
  version: number;
  updatedAt: string;
}

export class Draft extends DraftEntry {
  /** False once the caller has left the room, or it is gone: the words stay until they are removed. */
  isMember: boolean;
}

export class DraftPage {
  items: Draft[];
  next: string | null;
}

export class DraftsQuery extends PageQuery {}

export class DraftVersion {
  /** 0 where nothing was written and nothing was stored. */
  version: number;
}

export class PutDraft {
  /** The root of the thread that it is written in. */
  @OptionalNotNull()
  @IsUUID()
  threadId?: string;

  /** The message whose new text it is. */
  @OptionalNotNull()
  @IsUUID()
  editOf?: string;

  /** May be longer than a message. Without words, reply and files the draft is removed. */
  @Text(0, draftLength, { lines: true })
  body: string;

  @OptionalNotNull()
  @IsUUID()
  replyToId?: string;

  /** Own uploads that were not sent; they are kept as long as the draft names them. */
  @OptionalNotNull()
  @IsUUID(undefined, { each: true })
  @ArrayUnique()
  @ArrayMaxSize(limits.attachmentsPerMessage)
  attachmentIds?: string[];

  /** The version that these words began from; 0 for a first draft. */
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  baseVersion: number;
}

export class DraftPlaceQuery {
  /** The draft of this thread. */
  @IsOptional()
  @IsUUID()
  threadId?: string;

  /** The new text of this message. */
  @IsOptional()
  @IsUUID()
  editOf?: string;

  /** Remove it only if this is its version; without it, whatever it is. */
  @IsOptional()
  @WholeNumber()
  @Min(0)
  baseVersion?: number;
}

/** The draft that a message was written as: it is removed with the message's own commit if this is still its version. */
export class SentDraft {
  @OptionalNotNull()
  @IsUUID()
  threadId?: string;

  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  version: number;
}
