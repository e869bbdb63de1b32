import { IsInt, IsUUID, Max, Min } from 'class-validator';

export class ReadUpTo {
  /** The seq of the newest message that was seen; a lower one than before changes nothing. */
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
  /** The seq of the first message that shall count as unread again; one that is unread already changes nothing. */
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  seq: number;
}

export class MarkUnread extends UnreadFrom {
  @IsUUID()
  roomId: string;
}

/** Where the caller has read to. */
export class ReadState {
  lastReadSeq: number;
  unreadCount: number;
}

/**
 * `read_changed`: somebody in the room has read up to here. Of others one hears at most four times a second, only if both
 * tell how far they have read (`readReceipts`), and never in a room with more than 200 members.
 */
export class ReadChanged {
  roomId: string;
  userId: string;
  lastReadSeq: number;
  /** Only on the reader's own sockets: what is left unread. */
  unreadCount?: number;
  /** Only on the reader's own sockets. */
  mentionCount?: number;
  /** Only on the reader's own sockets: the newest message that the counts have counted. */
  lastSeq?: number;
  /** Only on the reader's own sockets: they took back having read, so `lastReadSeq` may be lower than before. */
  back?: boolean;
}
