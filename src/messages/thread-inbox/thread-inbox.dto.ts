import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { PageQuery } from '../../common/page.ts';
import { ROOM_KINDS, type RoomKind } from '../../shared/roles.ts';
import { ApiProperty } from '@nestjs/swagger';
import { Message } from '../../timeline/message.dto.ts';

export const THREAD_FILTERS = ['all', 'unread', 'open', 'resolved'] as const;
export type ThreadFilter = (typeof THREAD_FILTERS)[number];

/** The parameters of the list of followed threads. */
export class ThreadInboxQuery extends PageQuery {
  /** All threads that the caller follows, or only those with unread replies, those that are open, or those that are resolved. */
  @IsOptional()
  @IsIn(THREAD_FILTERS)
  show?: ThreadFilter = 'all';
}

/** The room of a thread; what else there is of it is in the list of rooms. */
export class ThreadRoom {
  id: string;
  /** Empty for direct rooms. */
  name: string;
  @ApiProperty({ enum: ROOM_KINDS })
  kind: RoomKind;
}

/** A thread that the caller follows. */
export class FollowedThread {
  /** The message that the thread begins with. */
  threadId: string;
  /** That message; null for guests who joined later. */
  root: Message | null;
  room: ThreadRoom;
  /** Replies of others since the caller began to follow it that they have read neither here nor in the room. */
  unreadCount: number;
  /** Those that mention the caller by name, without those of people whom they have blocked. */
  mentionCount: number;
  /** Null while the thread is open. */
  resolvedAt: string | null;
  /** The last two replies, seq ascending. */
  latest: Message[];
}

/** The threads that the caller follows, in all rooms, the newest reply first; never one without replies. */
export class ThreadInboxPage {
  items: FollowedThread[];
  next: string | null;
  /** Threads with unread replies, whichever were asked for; counted up to 100. */
  unreadThreads: number;
}

export class ReadThread {
  /** The seq of the newest reply that was seen; a lower seq than before changes nothing. */
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  seq: number;
}

/** `thread_read`, to the caller's own devices: up to where they have read a thread. */
export class ThreadReadMark {
  roomId: string;
  /** The message that the thread begins with. */
  threadId: string;
  /** 0 for a thread that the caller neither follows nor has followed. */
  seq: number;
}
