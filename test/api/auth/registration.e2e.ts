import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Login } from '../../../src/auth/auth.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { codeFor, mailsTo, mailTo } from '../../support/mailbox.ts';
import {
  lobbyOf,
  type Member,
  registerMember,
  newName,
  signInAgain,
  PASSWORD,
  refused,
  ApiClient,
} from '../../support/member.ts';

describe('an account', () => {
  let app: TestApp;
  let first: Member;

  beforeAll(async () => {
    app = await startApp();
    first = await registerMember(app.url);
  });

  afterAll(() => app.close());

  const somebody = (username = newName(), email = `${newName()}@example.org`) => ({
    username,
    email,
    password: PASSWORD,
  });

  test('is created by name, address and mailed code, and is in the Lobby at once', async () => {
    const visitor = new ApiClient(app.url);
    const asked = somebody();
    expect((await visitor.ask('POST', '/auth/register', asked)).status).toBe(202);
    const { status, body } = await visitor.ask<Login>('POST', '/auth/verify-email', {
      email: asked.email,
      code: await codeFor(asked.email),
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      expiresIn: 600,
      user: { username: asked.username, email: asked.email, emailVerified: true },
    });
    visitor.token = body.accessToken;
    expect((await visitor.must<{ items: { lobby: boolean }[] }>('GET', '/rooms')).items).toMatchObject([
      { lobby: true },
    ]);
  });

  test('of the first person is the administrator’s, others are members', async () => {
    expect(first.user.role).toBe('admin');
    expect((await registerMember(app.url)).user.role).toBe('member');
    expect((await lobbyOf(first)).memberCount).toBeGreaterThanOrEqual(2);
  });

  test('is accessed by name or address, in any case', async () => {
    const { username, user } = await registerMember(app.url);
    for (const login of [username, username.toUpperCase(), user.email, user.email?.toUpperCase()]) {
      const answer = await new ApiClient(app.url).ask<Login>('POST', '/auth/login', { login, password: PASSWORD });
      expect(answer).toMatchObject({ status: 200, body: { user: { id: user.id } } });
    }
  });

  test('is not accessed by a wrong password, and the refusal does not reveal whether it exists', async () => {
    const wrong = await new ApiClient(app.url).ask('POST', '/auth/login', {
      login: first.username,
      password: 'not this one',
    });
    const unknown = await new ApiClient(app.url).ask('POST', '/auth/login', {
      login: newName(),
      password: 'not this one',
    });
    expect(wrong).toMatchObject(refused(401, 'invalid_credentials'));
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
  });

  test('is not accessed before its address is verified', async () => {
    const visitor = new ApiClient(app.url);
    const asked = somebody();
    await visitor.must('POST', '/auth/register', asked);
    const login = () => visitor.ask('POST', '/auth/login', { login: asked.username, password: PASSWORD });
    expect(await login()).toMatchObject(refused(403, 'email_not_verified'));
    await visitor.must('POST', '/auth/verify-email', { email: asked.email, code: await codeFor(asked.email) });
    expect((await login()).status).toBe(200);
  });

  describe('whose name is refused:', () => {
    test.each([
      ['the same', (name: string) => name],
      ['the same in capitals', (name: string) => name.toUpperCase()],
      ['one that looks the same', (name: string) => name.replace('mill', 'rniI1')],
    ])('%s', async (_, change) => {
      const name = `mill_${newName().slice(-8)}`;
      await registerMember(app.url, name);
      const answer = await new ApiClient(app.url).ask('POST', '/auth/register', somebody(change(name)));
      expect(answer).toMatchObject({ ...refused(409, 'username_taken') });
      expect(answer.body.fields).toHaveProperty('username');
    });

    test.each(['admin', 'ADMIN', 'adm1n', 'a_d_m_i_n', 'here', 'everyone', 'System', 'r00m'])('%s', async (name) => {
      const answer = await new ApiClient(app.url).ask('POST', '/auth/register', somebody(name));
      expect(answer).toMatchObject(refused(409, 'username_taken'));
    });

    test.each(['ab', 'a'.repeat(21), 'a b', 'ädä', 'ada\n', ''])('%j, which is no name', async (name) => {
      const answer = await new ApiClient(app.url).ask('POST', '/auth/register', somebody(name));
      expect(answer).toMatchObject(refused(400, 'invalid_input'));
    });

    test('a name that is reserved while its code is pending', async () => {
      const asked = somebody();
      await new ApiClient(app.url).must('POST', '/auth/register', asked);
      const answer = await new ApiClient(app.url).ask('POST', '/auth/register', somebody(asked.username));
      expect(answer).toMatchObject(refused(409, 'username_taken'));
    });
  });

  test('is not changed by registering its address again; its owner gets a notice', async () => {
    const owner = await registerMember(app.url);
    const email = owner.user.email ?? '';
    const fresh = await new ApiClient(app.url).ask('POST', '/auth/register', somebody());
    const known = await new ApiClient(app.url).ask('POST', '/auth/register', somebody(newName(), email.toUpperCase()));
    expect([known.status, known.body]).toEqual([fresh.status, fresh.body]);
    const notice = await mailTo(email, ({ subject }) => !/\d{6}/.test(subject));
    expect(notice.text).toContain(owner.username);
    expect((await mailsTo(email)).filter(({ subject }) => /\d{6}/.test(subject))).toHaveLength(1);
    expect((await signInAgain(owner)).user.id).toBe(owner.id);
  });

  describe('and its code:', () => {
    const otherThan = (code: string) => (code === '000000' ? '000001' : '000000');

    test('five wrong tries invalidate it, four do not', async () => {
      for (const [tries, status] of [
        [4, 200],
        [5, 400],
      ] as const) {
        const visitor = new ApiClient(app.url);
        const { email, ...rest } = somebody();
        await visitor.must('POST', '/auth/register', { email, ...rest });
        const code = await codeFor(email);
        const verify = (typed: string) => visitor.ask('POST', '/auth/verify-email', { email, code: typed });
        for (let count = 0; count < tries; count++)
          expect(await verify(otherThan(code))).toMatchObject(refused(400, 'invalid_code'));
        expect((await verify(code)).status).toBe(status);
      }
    });

    test('another one replaces the one before', async () => {
      const visitor = new ApiClient(app.url);
      const { email, ...rest } = somebody();
      await visitor.must('POST', '/auth/register', { email, ...rest });
      const old = await codeFor(email);
      await visitor.must('POST', '/auth/resend-code', { email });
      const code = await codeFor(email, old);
      expect(await visitor.ask('POST', '/auth/verify-email', { email, code: old })).toMatchObject(
        refused(400, 'invalid_code'),
      );
      expect((await visitor.ask('POST', '/auth/verify-email', { email, code })).status).toBe(200);
      expect(await visitor.ask('POST', '/auth/verify-email', { email, code })).toMatchObject(
        refused(400, 'invalid_code'),
      );
    });

    test('requested again by a stranger gives the same answer as by its owner, and no mail', async () => {
      const email = `${newName()}@example.org`;
      const answer = await new ApiClient(app.url).ask('POST', '/auth/resend-code', { email });
      expect(answer.status).toBe(202);
      expect(await mailsTo(email)).toEqual([]);
    });
  });
});
