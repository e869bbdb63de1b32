import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Login } from '../../../src/auth/auth.dto.ts';
import type { Room, RoomPreview } from '../../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { codeFor } from '../../support/mailbox.ts';
import { ApiClient, type Member, newMember, newName, PASSWORD, refused } from '../../support/member.ts';

describe('the names of a new person', () => {
  let app: TestApp;
  let client: ApiClient;

  beforeAll(async () => {
    app = await startApp();
    client = new ApiClient(app.url);
    await newMember(app.url);
  });
  afterAll(() => app.close());

  const register = async (names: object) => {
    const email = `${newName()}@example.org`;
    expect(await client.ask('POST', '/auth/register', { ...names, email, password: PASSWORD })).toMatchObject({
      status: 202,
    });
    const verified = await client.ask<Login>('POST', '/auth/verify-email', { email, code: await codeFor(email) });
    return verified.body.user;
  };
  const enter = async (names: object) => (await client.ask<Login>('POST', '/auth/guest', names)).body.user;

  test('a user name is derived from the display name', async () => {
    expect(await register({ displayName: 'Zoë Müller' })).toMatchObject({
      displayName: 'Zoë Müller',
      username: 'zoe.muller',
    });
    expect(await register({ displayName: 'Zoe Muller' })).toMatchObject({ username: 'zoe.muller2' });
    expect(await enter({ displayName: 'Zoë Müller' })).toMatchObject({
      displayName: 'Zoë Müller',
      username: 'zoe.muller3',
    });
  });

  test('two registrations that wait for their codes get two names', async () => {
    const [one, two] = [`${newName()}@example.org`, `${newName()}@example.org`];
    for (const email of [one, two])
      await client.ask('POST', '/auth/register', { displayName: 'Grace Hopper', email, password: PASSWORD });
    const names = [];
    for (const email of [one, two]) {
      const { body } = await client.ask<Login>('POST', '/auth/verify-email', { email, code: await codeFor(email) });
      names.push(body.user.username);
    }
    expect(names).toEqual(['grace.hopper', 'grace.hopper2']);
  });

  test.each(['李小龙', 'Admin', 'lobby', '🙂', 'A', '@room'])(
    '%s gets a name that is free and allowed',
    async (displayName) => {
      const user = await enter({ displayName });
      expect(user).toMatchObject({ displayName, role: 'guest' });
      expect(user.username).toMatch(/^[a-z0-9_.-]{3,20}$/);
    },
  );

  test('a user name alone is both, as before', async () => {
    const username = newName();
    expect(await enter({ username })).toMatchObject({ username, displayName: username });
  });

  test('both are kept as given', async () => {
    const username = newName();
    expect(await enter({ username, displayName: 'A Visitor' })).toMatchObject({ username, displayName: 'A Visitor' });
  });

  test.each([{}, { displayName: '' }, { displayName: '   ' }])('none is refused: %j', async (names) => {
    const fields = { displayName: [expect.any(String)] };
    expect(await client.ask('POST', '/auth/guest', names)).toMatchObject({ status: 400, body: { fields } });
    const account = { ...names, email: `${newName()}@example.org`, password: PASSWORD };
    expect(await client.ask('POST', '/auth/register', account)).toMatchObject({ status: 400, body: { fields } });
  });
});

describe('an invitation by code', () => {
  let app: TestApp;
  let host: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    host = await newMember(app.url);
    room = await host.must<Room>('POST', '/rooms', { name: 'Design', kind: 'private', password: 'open sesame' });
  });
  afterAll(() => app.close());

  const lookUp = (code: string) => new ApiClient(app.url).ask<RoomPreview>('GET', `/rooms/lookup/${code}`);

  test('names its room to whoever has the code, and nothing else', async () => {
    const answer = await lookUp(room.code.toLowerCase());
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toEqual({ name: 'Design', passwordProtected: true });
  });

  test('says when the code is no longer that of a room', async () => {
    expect(await lookUp('ZZZZZZ')).toMatchObject(refused(404, 'room_not_found'));
    expect(await lookUp('%00')).toMatchObject({ status: 400 });
  });
});

describe('guessing codes', () => {
  test('is limited by address', async () => {
    const app = await startApp({ settings: { RATE_LIMIT_SCALE: '1' } });
    const client = new ApiClient(app.url);
    const codes = Array.from({ length: 12 }, (_, index) => `ZZZZ${index + 10}`);
    const answers = [];
    for (const code of codes) answers.push((await client.ask('GET', `/rooms/lookup/${code}`)).status);
    await app.close();
    expect(answers.slice(0, 10)).toEqual(Array(10).fill(404));
    expect(answers.at(-1)).toBe(429);
  });
});
