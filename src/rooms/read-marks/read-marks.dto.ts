import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { limits } from '../../shared/limits.ts';

export class ReadUpTo {
  /** The seq of the newest message that was seen; a lower seq than before changes nothing. */
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  seq: number;
}

export class MarkRead extends ReadUpTo {
  @IsUUID()
  roomId: string;
}

export class UnreadFrom {
  /** The seq of the first message that counts as unread again; no effect if that message is unread already. */
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  seq: number;
}

export class MarkUnread extends UnreadFrom {
  @IsUUID()
  roomId: string;
}

/** A room that had unread messages, and how far it was read. */
export class FormerReadMark {
  roomId: string;
  lastReadSeq: number;
}

/** What everything was before it was marked as read; `POST /rooms/read-back` with `lastReadSeq + 1` brings it back. */
export class AllRead {
  before: FormerReadMark[];
}

export class ReadBack {
  @IsArray()
  @ArrayMaxSize(limits.readBackRooms)
  @ValidateNested({ each: true })
  @Type(() => MarkUnread)
  rooms: MarkUnread[];
}

/** The caller's read mark and unread counts. */
export class ReadState {
  lastReadSeq: number;
  unreadCount: number;
}

/**
 * `read_changed`: a member of the room has read up to a message. Marks of others are sent at most four times a second,
 * only if both members have `readReceipts` enabled, and never in a room with more than 200 members.
 */
export class ReadChanged {
  roomId: string;
  userId: string;
  lastReadSeq: number;
  /** Only on the reader's own sockets: the remaining unread messages. */
  unreadCount?: number;
  /** Only on the reader's own sockets. */
  mentionCount?: number;
  /** Only on the reader's own sockets: the seq of the newest message included in the counts. */
  lastSeq?: number;
  /**
   * Only on the reader's own sockets: true after messages were marked as unread, so `lastReadSeq` may be lower than
   * before.
   */
  back?: boolean;
}
