import { IsOptional, IsString, MaxLength } from 'class-validator';
import { Message } from '../../timeline/message.dto.ts';

export class UnreadQuery {
  /** The `next` of the previous page; opaque. */
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  cursor?: string;
}

/** The unread messages of a room. */
export class UnreadRoom {
  roomId: string;
  /** The first ten, oldest first; without notices and deleted messages. */
  messages: Message[];
  /** Whether there are more. */
  more: boolean;
}

/**
 * Rooms with unread messages: direct rooms, rooms that mention the caller, rooms with replies in threads that they follow,
 * favourites, the others, and those of level `none` at the end; among these, those first in which something was written
 * last.
 */
export class UnreadPage {
  items: UnreadRoom[];
  next: string | null;
}
