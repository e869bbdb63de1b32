import type { MemberRole } from '@api/rooms/members.dto.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { EVERYBODY } from '../markdown/mention-text.ts';

/** In a room with more people than this, one is asked before all of them are called. */
export const CROWD = 20;

const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
const CALL = new RegExp(`(?<![\\p{L}\\p{N}_.@/-])@(${EVERYBODY.join('|')})(?![A-Za-z0-9_])`, 'iu');
const RANK: Readonly<Record<MemberRole, number>> = { member: 0, moderator: 1, owner: 2 };

/** As the server decides it. */
export const mayMentionRoom = ({ role, mentionRoomBy, kind }: Room): boolean =>
  kind !== 'direct' && role !== null && RANK[role] >= RANK[mentionRoomBy];

/** Whether a text calls everybody in the room, outside code. */
export const mentionsEverybody = (text: string): boolean => CALL.test(text.replace(CODE, ' '));
