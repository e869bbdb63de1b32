import { randomUUID } from 'node:crypto';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import type { seededRandom } from './seeded-random.ts';
import type { SimulatedClient } from './simulated-client.ts';
import type { Answer, Member } from './member.ts';

/**
 * Performs random actions; many are refused, as in production. No action may fail with a
 * server error.
 */
export function randomActions(
  random: ReturnType<typeof seededRandom>,
  people: Member[],
  devices: SimulatedClient[],
  rooms: Room[],
) {
  const sent: Message[] = [];
  const busy = new Set<SimulatedClient>();

  const ask = async <T>(by: Member, method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const answer = await by.ask<T>(method, path, body);
    if (answer.status >= 500) throw new Error(`${method} ${path} → ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  };

  const sendMessage = async (by: Member, roomId: string) => {
    const quotable = sent.filter((message) => message.roomId === roomId);
    const replyToId = random.below(3) === 0 ? random.pick(quotable)?.id : undefined;
    const message = { clientId: randomUUID(), body: `${by.username} says ${random.below(1000)}`, replyToId };
    const { status, body } = await ask<Message>(by, 'POST', `/rooms/${roomId}/messages`, message);
    if (status === 201) sent.push(body);
  };

  const replyInThread = async (by: Member, roomId: string) => {
    const threadId = random.pick(sent.filter((message) => message.roomId === roomId))?.id;
    if (!threadId) return;
    const body = `${by.username} adds ${random.below(1000)}`;
    const message = { clientId: randomUUID(), body, threadId, alsoInRoom: random.below(4) === 0 };
    const answer = await ask<Message>(by, 'POST', `/rooms/${roomId}/messages`, message);
    if (answer.status === 201) sent.push(answer.body);
  };

  const sendPoll = async (by: Member, roomId: string) => {
    const poll = {
      options: ['yes', 'no', 'perhaps'],
      most: 2,
      names: random.pick(['shown', 'hidden']),
      results: random.pick(['always', 'voted', 'closed']),
      adding: true,
    };
    const message = { clientId: randomUUID(), body: `${by.username} asks ${random.below(1000)}`, poll };
    const { status, body } = await ask<Message>(by, 'POST', `/rooms/${roomId}/messages`, message);
    if (status === 201) sent.push(body);
  };

  const vote = async (by: Member) => {
    const asked = random.pick(sent.filter(({ poll }) => poll));
    const optionId = random.pick(asked?.poll?.options ?? [])?.id;
    const optionIds = random.below(4) && optionId ? [optionId] : [];
    if (asked) await ask(by, 'PUT', `/messages/${asked.id}/poll/votes`, { optionIds });
  };

  const createRoom = async (by: Member) => {
    const { status, body } = await ask<Room>(by, 'POST', '/rooms', { name: 'Another', kind: 'public' });
    if (status === 201 && rooms.length < 6) rooms.push(body);
  };

  const toggleConnection = async () => {
    const device = random.pick(devices);
    if (!device || busy.has(device)) return;
    busy.add(device);
    if (device.member.socket) device.goOffline();
    else await device.goOnline();
    busy.delete(device);
  };

  const actions: ((by: Member, roomId: string) => Promise<unknown>)[] = [
    ...Array.from({ length: 6 }, () => sendMessage),
    ...Array.from({ length: 3 }, () => replyInThread),
    (by) => ask(by, 'PATCH', `/messages/${random.pick(sent)?.id}`, { body: `edited ${random.below(1000)}` }),
    (by) => ask(by, 'DELETE', `/messages/${random.pick(sent)?.id}`),
    (by) => ask(by, random.pick(['PUT', 'PUT', 'DELETE']) ?? '', `/messages/${random.pick(sent)?.id}/thread/resolved`),
    (by, roomId) => ask(by, 'POST', `/rooms/${roomId}/join`, {}),
    (by, roomId) => ask(by, 'POST', `/rooms/${roomId}/leave`),
    (by, roomId) => ask(by, 'PUT', `/rooms/${roomId}/read`, { seq: random.below(60) }),
    (by, roomId) =>
      ask(by, 'PATCH', `/rooms/${roomId}/membership`, {
        notify: random.pick(['all', 'mentions', 'none']),
        hidden: random.pick([true, false]),
      }),
    (by, roomId) =>
      ask(by, 'PATCH', `/rooms/${roomId}`, {
        postBy: random.pick(['moderator', 'member', 'member']),
        replyBy: random.pick(['moderator', 'member', 'member']),
        slowSeconds: random.pick([0, 0, 0, 5]),
      }),
    (by) => ask(by, 'PUT', `/rooms/direct/${random.pick(people)?.id}`),
    (by) => ask(by, 'PATCH', '/users/me', { displayName: `Name ${random.below(1000)}` }),
    sendPoll,
    vote,
    vote,
    (by) => ask(by, 'POST', `/messages/${random.pick(sent)?.id}/poll/options`, { text: `rather ${random.below(9)}` }),
    (by) => ask(by, 'POST', `/messages/${random.pick(sent)?.id}/poll/close`),
    createRoom,
    toggleConnection,
  ];

  return async () => {
    const by = random.pick(people);
    const act = random.pick(actions);
    const room = random.pick(rooms);
    if (by && act && room) await act(by, room.id);
  };
}
