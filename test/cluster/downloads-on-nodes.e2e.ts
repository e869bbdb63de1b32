import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { SignedFiles } from '../../src/uploads/uploads.dto.ts';
import { receivedAround, uploaded } from '../support/files.ts';
import { type Member, newMember, onAnotherDevice } from '../support/member.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';

const bytes = Buffer.alloc(24_000_000, 7);
/** Before each part of about 100 kB: the file takes some 16 s, three times what a lost hint is noticed after. */
const PAUSE_MS = 80;

/** Ada is at the first node; Ben, who has no socket, downloads from the second. */
describe.each([
  ['that hear of each other', {}],
  ['that hear no hint of each other', { TEST_HINTS: 'off' }],
])('downloads under way on one of two nodes %s', (_, hints) => {
  let company: TwoNodes;
  let ada: Member;
  let ben: Member;
  let room: Room;
  let fileId: string;

  beforeAll(async () => {
    company = await startTwoNodes(hints);
    ada = await newMember(company.nodes[0].url);
    ben = await newMember(company.nodes[1].url);
  }, 60_000);

  beforeEach(async () => {
    room = await ada.must<Room>('POST', '/rooms', { name: 'Files', kind: 'private' });
    await ben.must('POST', '/rooms/join', { code: room.code });
    fileId = (await uploaded(ada, { name: 'a.bin', bytes })).id;
    const message = { clientId: randomUUID(), body: '', attachmentIds: [fileId] };
    await ada.must('POST', `/rooms/${room.id}/messages`, message);
  });

  afterAll(() => company.stop());

  const receivedBy = async (reader: Member, end: () => Promise<unknown>, pauseMs = PAUSE_MS) => {
    const { items } = await reader.must<SignedFiles>('POST', '/uploads/urls', { ids: [fileId] });
    return receivedAround(reader.url + (items[0]?.url ?? ''), end, pauseMs);
  };

  test('are cut off by a ban at the other one', async () => {
    const ban = () => ada.must('PUT', `/rooms/${room.id}/bans/${ben.id}`);
    expect(await receivedBy(ben, ban)).toBeLessThan(bytes.length);
  }, 60_000);

  test('are cut off by the end of their session at the other one', async () => {
    const phone = await onAnotherDevice(ben, company.nodes[1].url);
    const logout = () => phone.sameSession(company.nodes[0].url).ask('POST', '/auth/logout', undefined, phone.xsrf);
    expect(await receivedBy(phone, logout)).toBeLessThan(bytes.length);
  }, 60_000);

  test('go on when somebody else is banned there', async () => {
    const cleo = await newMember(company.nodes[0].url);
    await cleo.must('POST', '/rooms/join', { code: room.code });
    const ban = () => ada.must('PUT', `/rooms/${room.id}/bans/${cleo.id}`);
    expect(await receivedBy(ben, ban, PAUSE_MS / 2)).toBe(bytes.length);
  }, 60_000);
});
