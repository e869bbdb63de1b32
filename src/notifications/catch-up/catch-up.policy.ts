import type { Room } from '../../rooms/rooms.dto.ts';
import { isConversation } from '../../shared/roles.ts';

type Ranked = Pick<Room, 'id' | 'kind' | 'notify' | 'mentionCount' | 'favourite' | 'createdAt' | 'lastMessage'>;

/** The place of a room among those with unread messages: the lower, the earlier. */
export function unreadRank(room: Ranked, hasFollowedReplies: boolean): number {
  if (room.notify === 'none') return 5;
  if (isConversation(room.kind)) return 0;
  if (room.mentionCount > 0) return 1;
  if (hasFollowedReplies) return 2;
  return room.favourite ? 3 : 4;
}

/** When something was written last, or the room was made. */
export const lastActivity = ({ lastMessage, createdAt }: Ranked): string => lastMessage?.createdAt ?? createdAt;
