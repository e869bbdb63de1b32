import { randomUUID } from 'node:crypto';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import type { Member } from './member.ts';

/** A room of `owner`; the others join by its code. */
export async function newRoom(owner: Member, kind: 'public' | 'private', ...others: Member[]): Promise<Room> {
  const room = await owner.must<Room>('POST', '/rooms', { name: 'Edge', kind });
  for (const other of others) await other.must('POST', '/rooms/join', { code: room.code });
  return room;
}

/** Posts a message by REST; the answer may be a refusal. */
export const postMessage = (
  author: Member,
  { id }: Room,
  body = 'words',
  more: object = {},
  clientId: string = randomUUID(),
) => author.ask<Message>('POST', `/rooms/${id}/messages`, { clientId, body, ...more });

/** The room as this member sees it. */
export const roomSeenBy = (member: Member, { id }: Room): Promise<Room> => member.must<Room>('GET', `/rooms/${id}`);
