import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import { wholeHistory } from '../support/history.ts';
import { type Member, newMember, onAnotherDevice } from '../support/member.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';

const ROUNDS = 12;
const SENDERS = 5;
/** Between two messages of a sender: with two devices of each of five people, 100 a second. */
const PAUSE_MS = 100;

/**
 * Five people write on both nodes, 100 messages a second, while the owner closes and opens the room. The order of the
 * room decides: each answer names how many messages there were, so that what was closed can be told from what was open.
 */
let nodes: TwoNodes;
let owner: Member;
let devices: Member[];
let room: Room;

beforeAll(async () => {
  nodes = await startTwoNodes({ RATE_LIMIT_SCALE: '1000' });
  const [first, second] = nodes.nodes;
  owner = await newMember(first.url);
  room = await owner.must<Room>('POST', '/rooms', { name: 'News', kind: 'public' });
  devices = [];
  for (let number = 0; number < SENDERS; number++) {
    const person = await newMember(first.url);
    await person.must('POST', `/rooms/${room.id}/join`, {});
    devices.push(person, await onAnotherDevice(person, second.url));
  }
}, 60_000);

afterAll(() => nodes.stop());

async function writeWhile(isWriting: () => boolean, by: Member): Promise<{ body: string; status: number }[]> {
  const answers: { body: string; status: number }[] = [];
  while (isWriting()) {
    const body = randomUUID();
    const { status } = await by.ask<Message>('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body });
    answers.push({ body, status });
    await delay(PAUSE_MS);
  }
  return answers;
}

const lastSeq = async () => (await owner.must<Room>('GET', `/rooms/${room.id}`)).lastSeq;

test('nobody writes while the room is closed to them, whichever node they are on', async () => {
  let isWriting = true;
  const written = devices.map((each) => writeWhile(() => isWriting, each));
  const closed: { from: number; to: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await owner.must('PATCH', `/rooms/${room.id}`, { postBy: 'moderator' });
    const from = await lastSeq();
    await delay(3 * PAUSE_MS);
    closed.push({ from, to: await lastSeq() });
    await owner.must('PATCH', `/rooms/${room.id}`, { postBy: 'member' });
    await delay(3 * PAUSE_MS);
  }
  isWriting = false;
  const answers = (await Promise.all(written)).flat();
  // From the answer to the owner on nothing more is written, on either node.
  expect(closed.filter(({ from, to }) => to !== from)).toEqual([]);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 403]));
  const stored = new Set((await wholeHistory(owner, room.id)).map(({ body }) => body));
  expect(answers.filter(({ body, status }) => (status === 201) !== stored.has(body))).toEqual([]);
}, 60_000);

test('slow mode lets each person write once, whichever node they are on', async () => {
  await owner.must('PATCH', `/rooms/${room.id}`, { slowSeconds: 0 });
  const before = await lastSeq();
  await owner.must('PATCH', `/rooms/${room.id}`, { slowSeconds: 1 });
  const startedAt = performance.now();
  let isWriting = true;
  const written = devices.map((each) => writeWhile(() => isWriting, each));
  await delay(4_000);
  isWriting = false;
  const answers = (await Promise.all(written)).flat();
  const seconds = (performance.now() - startedAt) / 1000;
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 429]));
  const messages = (await wholeHistory(owner, room.id)).filter(({ seq, kind }) => seq > before && kind === 'text');
  const counts = [...Map.groupBy(messages, ({ author }) => author?.id).values()].map(({ length }) => length);
  expect(counts).toHaveLength(SENDERS);
  expect(Math.min(...counts)).toBeGreaterThan(1);
  expect(Math.max(...counts)).toBeLessThanOrEqual(1 + seconds);
}, 60_000);
