import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Login, SessionPage } from '../../../src/auth/auth.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { User, UserPage } from '../../../src/users/users.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { codeFor, mailTo } from '../../support/mailbox.ts';
import {
  eventually,
  type Member,
  newMember,
  newName,
  PASSWORD,
  onAnotherDevice,
  signInAgain,
  ApiClient,
} from '../../support/member.ts';

const NEW_PASSWORD = 'another fine long one';

describe('an account', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  const emailOf = (member: Member) => `${member.username}@example.org`;
  const login = (name: string, password: string) =>
    new ApiClient(app.url).ask<Login>('POST', '/auth/login', { login: name, password });

  describe('with two devices', () => {
    let desk: Member;
    let phone: Member;

    beforeAll(async () => {
      desk = await newMember(app.url);
      phone = await signInAgain(desk);
      await phone.goOnline();
    });

    test('lists both, and which one asks', async () => {
      const { items } = await desk.must<SessionPage>('GET', '/auth/sessions');
      expect(items.map(({ current }) => current).sort()).toEqual([false, true]);
    });

    test('cannot end a session that is not its own', async () => {
      const stranger = await newMember(app.url);
      const { items } = await stranger.must<SessionPage>('GET', '/auth/sessions');
      expect(await desk.ask('DELETE', `/auth/sessions/${items[0]?.id}`)).toMatchObject({ status: 404 });
      expect(await stranger.ask('GET', '/users/me')).toMatchObject({ status: 200 });
    });

    test('ends one from the other: REST and socket at once', async () => {
      const { items } = await desk.must<SessionPage>('GET', '/auth/sessions');
      const other = items.find(({ current }) => !current);
      await desk.must('DELETE', `/auth/sessions/${other?.id}`);
      expect(await phone.ask('GET', '/users/me')).toMatchObject({ status: 401, body: { code: 'session_ended' } });
      expect(await phone.receives('session_ended')).toEqual({ reason: 'revoked' });
      await eventually(() => phone.socket?.connected === false, 'the socket is cut');
      expect(await phone.ask('POST', '/auth/refresh', {}, phone.xsrf)).toMatchObject({ status: 401 });
      expect(await desk.ask('GET', '/users/me')).toMatchObject({ status: 200 });
    });

    test('keeps the twenty sessions used last', async () => {
      for (let i = 0; i < 20; i++) await onAnotherDevice(desk);
      expect(await desk.ask('GET', '/users/me')).toMatchObject({ status: 401 });
    }, 60_000);
  });

  describe('whose password changes', () => {
    let desk: Member;
    let phone: Member;

    beforeAll(async () => {
      desk = await newMember(app.url);
      phone = await onAnotherDevice(desk);
      await phone.goOnline();
    });

    const change = (currentPassword: string, newPassword: string) =>
      desk.ask('POST', '/auth/change-password', { currentPassword, newPassword });

    test('keeps the old password when it is given wrongly', async () => {
      expect(await change('not my password', NEW_PASSWORD)).toMatchObject({
        status: 401,
        body: { code: 'invalid_credentials', fields: { currentPassword: [expect.any(String)] } },
      });
    });

    test('refuses a common password', async () => {
      expect(await change(PASSWORD, 'password123')).toMatchObject({
        status: 400,
        body: { fields: { newPassword: [expect.any(String)] } },
      });
    });

    test('is signed out everywhere else and notified by mail', async () => {
      expect(await change(PASSWORD, NEW_PASSWORD)).toMatchObject({ status: 204 });
      expect(await phone.ask('GET', '/users/me')).toMatchObject({ status: 401 });
      expect(await phone.receives('session_ended')).toEqual({ reason: 'password_changed' });
      expect(await desk.ask('GET', '/users/me')).toMatchObject({ status: 200 });
      await mailTo(emailOf(desk), ({ subject }) => subject.includes('was changed'));
      expect(await login(desk.username, PASSWORD)).toMatchObject({ status: 401 });
      expect(await login(desk.username, NEW_PASSWORD)).toMatchObject({ status: 200 });
    });
  });

  describe('whose password is forgotten', () => {
    let member: Member;
    const ask = (email: string) => new ApiClient(app.url).ask('POST', '/auth/forgot-password', { email });
    const reset = (token: string, password = NEW_PASSWORD) =>
      new ApiClient(app.url).ask('POST', '/auth/reset-password', { token, password });
    const tokenFor = async (email: string, not = ''): Promise<string> => {
      const token = (text: string) => /#token=([\w-]+)/.exec(text)?.[1];
      const { text } = await mailTo(email, (mail) => (token(mail.text) ?? not) !== not);
      return token(text) ?? '';
    };

    beforeAll(async () => {
      member = await newMember(app.url);
      await member.goOnline();
    });

    test('is answered the same whether there is such an account or not', async () => {
      const known = await ask(emailOf(member));
      const unknown = await ask(`${newName()}@example.org`);
      expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);
    });

    test('gets a link that the next one replaces', async () => {
      const first = await tokenFor(emailOf(member));
      await ask(emailOf(member));
      await tokenFor(emailOf(member), first);
      expect(await reset(first)).toMatchObject({ status: 400, body: { code: 'invalid_token' } });
    });

    test('keeps the link when the new password is refused', async () => {
      expect(await reset(await tokenFor(emailOf(member)), 'qwertyuiop')).toMatchObject({
        status: 400,
        body: { code: 'invalid_input' },
      });
    });

    test('gets a new one by the link, once, and every session ends', async () => {
      const token = await tokenFor(emailOf(member));
      const answers = await Promise.all([reset(token), reset(token)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 400]);
      expect(await member.receives('session_ended')).toEqual({ reason: 'password_changed' });
      expect(await member.ask('GET', '/users/me')).toMatchObject({ status: 401 });
      expect(await login(member.username, NEW_PASSWORD)).toMatchObject({ status: 200 });
    });
  });

  describe('under password guessing', () => {
    const wrong = (name: string) => login(name, 'a wrong password');

    test.each(['known', 'unknown'])('costs a wait after six failures: %s name', async (kind) => {
      const name = kind === 'known' ? (await newMember(app.url)).username : newName();
      for (let i = 0; i < 6; i++) expect(await wrong(name)).toMatchObject({ status: 401 });
      const answer = await wrong(name);
      expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    });

    test('still admits its owner from a browser used before', async () => {
      const owner = await newMember(app.url);
      for (let i = 0; i < 7; i++) await wrong(owner.username);
      const credentials = { login: owner.username, password: PASSWORD };
      expect(await login(owner.username, PASSWORD)).toMatchObject({ status: 429 });
      owner.token = undefined;
      expect(await owner.ask('POST', '/auth/login', credentials)).toMatchObject({ status: 200 });
    });
  });

  test('is notified by mail of an unknown device, and of no other', async () => {
    const member = await newMember(app.url);
    await member.must('POST', '/auth/login', { login: member.username, password: PASSWORD });
    await login(member.username, PASSWORD);
    await mailTo(emailOf(member), ({ subject }) => subject.includes('new device'));
    const mails = (await (await fetch(`${process.env.TEST_MAILBOX_URL}/api/mails?to=${emailOf(member)}`)).json()) as {
      subject: string;
    }[];
    expect(mails.filter(({ subject }) => subject.includes('new device'))).toHaveLength(1);
  });

  describe('that is deleted', () => {
    let leaver: Member;
    let friend: Member;
    let room: Room;

    beforeAll(async () => {
      await newMember(app.url); // another account is the administrator
      leaver = await newMember(app.url);
      friend = await newMember(app.url);
      await friend.goOnline();
      await leaver.goOnline();
      room = await leaver.command('create_room', { name: 'Ours', kind: 'private' });
      await friend.command('join_room', { code: room.code });
      await leaver.send(room, 'I was here');
    });

    test('stays when the password is wrong', async () => {
      expect(await leaver.ask('DELETE', '/users/me', { password: 'not mine at all' })).toMatchObject({ status: 401 });
    });

    test('leaves its messages, without its name', async () => {
      await leaver.must('DELETE', '/users/me', { password: PASSWORD });
      expect(await leaver.receives('session_ended')).toEqual({ reason: 'account_deleted' });
      const { items } = await friend.must<{ items: { body: string; author: User }[] }>(
        'GET',
        `/rooms/${room.id}/messages`,
      );
      const message = items.find(({ body }) => body === 'I was here');
      expect(message?.author.displayName).toBe('Deleted account');
      expect(JSON.stringify(items)).not.toContain(leaver.username);
    });

    test('hands its rooms on and frees its name', async () => {
      const mine = await eventually(async () => {
        const mine = await friend.must<Room>('GET', `/rooms/${room.id}`);
        return mine.role === 'owner' && mine;
      }, 'the friend owns the room');
      expect(mine.memberCount).toBe(1);
      expect(await login(leaver.username, PASSWORD)).toMatchObject({ status: 401 });
      const again = { username: leaver.username, email: `${newName()}@example.org`, password: PASSWORD };
      expect(await new ApiClient(app.url).ask('POST', '/auth/register', again)).toMatchObject({ status: 202 });
    });
  });

  test('can delete all its messages with it', async () => {
    const member = await newMember(app.url);
    await member.goOnline();
    const room = await member.command('create_room', { name: 'Diary', kind: 'private' });
    const first = await member.send(room, 'one');
    for (const body of ['two', 'three']) await member.send(room, body);
    await member.must('PUT', `/messages/${first.id}/thread/following`);
    const stranger = await newMember(app.url);
    expect(await member.ask('GET', '/users/me/export/content')).toMatchObject({ status: 404 });
    expect(await member.must('GET', '/users/me/export')).toEqual({ requestedAt: null, readyAt: null });
    expect(await member.ask('POST', '/users/me/export')).toMatchObject({ status: 202, body: { readyAt: null } });
    await mailTo(emailOf(member), ({ subject }) => subject.includes('data is ready'));
    const { headers, body } = await member.ask<{
      account: User;
      rooms: Room[];
      followedThreads: { threadId: string; roomId: string }[];
      messages: { body: string }[];
    }>('GET', '/users/me/export/content');
    expect(headers.get('content-disposition')).toContain('attachment');
    expect(body.account.id).toBe(member.id);
    expect(body.messages.map((message) => message.body)).toEqual(['one', 'two', 'three']);
    expect(body.rooms.map(({ name }) => name)).toContain('Diary');
    expect(body.followedThreads).toEqual([{ threadId: first.id, roomId: room.id }]);
    expect(await stranger.ask('GET', '/users/me/export/content')).toMatchObject({ status: 404 });
    member.goOffline();
  });

  test('is found by the start of a name, and in spite of a typing mistake', async () => {
    const [searcher, wanted] = [await newMember(app.url), await newMember(app.url)];
    await wanted.must('PATCH', '/users/me', { displayName: 'Grace Brewster Hopper' });
    const find = async (q: string) => (await searcher.must<UserPage>('GET', `/users?q=${q}`)).items.map(({ id }) => id);
    for (const q of ['grac', 'hop', 'Brewstr', wanted.username.slice(0, 8)]) expect(await find(q)).toContain(wanted.id);
    expect(await find('nobodylikethis')).toEqual([]);
  });

  test('that is the first becomes the administrator, all others members', async () => {
    const fresh = await startApp();
    const names = [newName(), newName(), newName()];
    const logins = await Promise.all(
      names.map(async (username) => {
        const visitor = new ApiClient(fresh.url);
        const email = `${username}@example.org`;
        await visitor.must('POST', '/auth/register', { username, email, password: PASSWORD });
        return visitor.must<Login>('POST', '/auth/verify-email', { email, code: await codeFor(email) });
      }),
    );
    expect(logins.map(({ user }) => user.role).sort()).toEqual(['admin', 'member', 'member']);
    await fresh.close();
  });
});
