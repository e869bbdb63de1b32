import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room, RoomPage } from '../../../src/rooms/rooms.dto.ts';
import type { History } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMember } from '../../support/member.ts';
import { makeToken } from '../../support/sign-in/tokens.ts';

const run = promisify(execFile);
const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/tokens.md'), 'utf8');
const examples = [...PAGE.matchAll(/```sh\n([^`]+)```/g)].map(([, lines = '']) => lines);

/** The examples of docs/tokens.md, as a reader would run them. */
describe('the page about tokens', () => {
  let app: TestApp;
  let member: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    member = await newMember(app.url);
    room = await member.must<Room>('POST', '/rooms', { name: 'Deployments', kind: 'private' });
  });

  afterAll(() => app.close());

  const inShell = async (lines: string, token: string): Promise<string> => {
    const env = { PATH: process.env.PATH, token, room: room.id, address: app.url };
    return (await run('sh', ['-ec', lines], { env })).stdout;
  };

  test('has two examples', () => expect(examples).toHaveLength(2));

  test('sends a message', async () => {
    const { secret } = await makeToken(member, { scopes: ['messages:write'] });
    expect(JSON.parse(await inShell(examples[0] ?? '', secret))).toMatchObject({
      roomId: room.id,
      body: 'Deployed v1.4',
    });
    const { items } = await member.must<History>('GET', `/rooms/${room.id}/messages`);
    expect(items.at(-1)).toMatchObject({ body: 'Deployed v1.4', author: { id: member.id } });
  });

  test('lists rooms and reads what was written', async () => {
    const { secret } = await makeToken(member, { scopes: ['rooms:read', 'messages:read'] });
    const [list = '', read = ''] = (examples[1] ?? '').trim().split('\n');
    const { items: rooms } = JSON.parse(await inShell(list, secret)) as RoomPage;
    expect(rooms.map(({ id }) => id)).toContain(room.id);
    const { items } = JSON.parse(await inShell(read, secret)) as History;
    expect(items.map(({ body }) => body)).toEqual(['Deployed v1.4']);
  });

  test('fails where the scope is missing', async () => {
    const { secret } = await makeToken(member, { scopes: ['search'] });
    await expect(inShell(examples[0] ?? '', secret)).rejects.toMatchObject({
      stdout: expect.stringContaining('insufficient_scope'),
    });
  });
});
