import { randomUUID } from 'node:crypto';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import type { chance } from './seeded-random.ts';
import type { Device } from './device.ts';
import type { Answer, Member } from './member.ts';

/**
 * Somebody does something, whatever chance says; often it is refused, as it is in life. Nothing of it may fail on the
 * server's side.
 */
export function acting(dice: ReturnType<typeof chance>, people: Member[], devices: Device[], rooms: Room[]) {
  const said: Message[] = [];
  const busy = new Set<Device>();

  const ask = async <T>(by: Member, method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const answer = await by.ask<T>(method, path, body);
    if (answer.status >= 500) throw new Error(`${method} ${path} → ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  };

  const say = async (by: Member, roomId: string) => {
    const quotable = said.filter((message) => message.roomId === roomId);
    const replyToId = dice.roll(3) === 0 ? dice.pick(quotable)?.id : undefined;
    const message = { clientId: randomUUID(), body: `${by.username} says ${dice.roll(1000)}`, replyToId };
    const { status, body } = await ask<Message>(by, 'POST', `/rooms/${roomId}/messages`, message);
    if (status === 201) said.push(body);
  };

  const found = async (by: Member) => {
    const { status, body } = await ask<Room>(by, 'POST', '/rooms', { name: 'Another', kind: 'public' });
    if (status === 201 && rooms.length < 6) rooms.push(body);
  };

  const comeOrGo = async () => {
    const device = dice.pick(devices);
    if (!device || busy.has(device)) return;
    busy.add(device);
    if (device.member.socket) device.goOffline();
    else await device.goOnline();
    busy.delete(device);
  };

  const acts: ((by: Member, roomId: string) => Promise<unknown>)[] = [
    ...Array.from({ length: 6 }, () => say),
    (by) => ask(by, 'PATCH', `/messages/${dice.pick(said)?.id}`, { body: `edited ${dice.roll(1000)}` }),
    (by) => ask(by, 'DELETE', `/messages/${dice.pick(said)?.id}`),
    (by, roomId) => ask(by, 'POST', `/rooms/${roomId}/join`, {}),
    (by, roomId) => ask(by, 'POST', `/rooms/${roomId}/leave`),
    (by, roomId) => ask(by, 'PUT', `/rooms/${roomId}/read`, { seq: dice.roll(60) }),
    (by, roomId) => ask(by, 'PATCH', `/rooms/${roomId}/membership`, { notify: dice.pick(['all', 'mentions', 'none']) }),
    (by) => ask(by, 'PUT', `/rooms/direct/${dice.pick(people)?.id}`),
    (by) => ask(by, 'PATCH', '/users/me', { displayName: `Name ${dice.roll(1000)}` }),
    found,
    comeOrGo,
  ];

  return async () => {
    const by = dice.pick(people);
    const act = dice.pick(acts);
    const room = dice.pick(rooms);
    if (by && act && room) await act(by, room.id);
  };
}
