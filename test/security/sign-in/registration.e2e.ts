import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Login } from '../../../src/auth/auth.dto.ts';
import { AccountCreator } from '../../../src/auth/registration/account-creator.ts';
import { Retention } from '../../../src/common/retention.ts';
import { Database } from '../../../src/common/database/database.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { codeFor, mailTo } from '../../support/mailbox.ts';
import { ApiClient, newMember, newName, PASSWORD, refused } from '../../support/member.ts';

const STRANGERS_PASSWORD = 'the password of a stranger';

describe('a registration', () => {
  let app: TestApp;
  let database: Database;

  beforeAll(async () => {
    app = await startApp();
    database = app.nest.get(Database, { strict: false });
  });

  afterAll(() => app.close());

  const register = (email: string, password = PASSWORD, more = {}, at = app.url) =>
    new ApiClient(at).must('POST', '/auth/register', { username: newName(), email, password, ...more });
  const registered = async (email: string, password = PASSWORD) => {
    const browser = new ApiClient(app.url);
    await browser.must('POST', '/auth/register', { username: newName(), email, password });
    return browser;
  };
  const login = (email: string, password: string) =>
    new ApiClient(app.url).ask<Login>('POST', '/auth/login', { login: email, password });
  const newAddress = () => `${newName()}@example.org`;

  describe('of an address that a stranger registers as well', () => {
    /** The owner registers first, then the stranger. */
    const both = async () => {
      const email = newAddress();
      const owner = await registered(email);
      const ownersCode = await codeFor(email);
      const stranger = await registered(email, STRANGERS_PASSWORD);
      return { email, owner, ownersCode, stranger, strangersCode: await codeFor(email, ownersCode) };
    };

    test('is not opened by the code of the stranger, and its own code still works', async () => {
      const { email, owner, ownersCode, strangersCode } = await both();
      const verify = (code: string) => owner.ask('POST', '/auth/verify-email', { email, code });
      expect(await verify(strangersCode)).toMatchObject(refused(400, 'invalid_code'));
      expect(await verify(ownersCode)).toMatchObject({ status: 200 });
      expect(await login(email, PASSWORD)).toMatchObject({ status: 200 });
      expect(await login(email, STRANGERS_PASSWORD)).toMatchObject({ status: 401 });
    });

    test('is opened from another device by its password only', async () => {
      const { email, ownersCode, strangersCode } = await both();
      const verify = (code: string, password?: string) =>
        new ApiClient(app.url).ask('POST', '/auth/verify-email', { email, code, password });
      expect(await verify(strangersCode)).toMatchObject({
        ...refused(403, 'password_required'),
        body: { fields: { password: [expect.any(String)] } },
      });
      expect(await verify(strangersCode, PASSWORD)).toMatchObject(refused(401, 'invalid_credentials'));
      expect(await verify(ownersCode, PASSWORD)).toMatchObject({ status: 200 });
      expect(await login(email, STRANGERS_PASSWORD)).toMatchObject({ status: 401 });
    });

    test('gets its own code again', async () => {
      const { email, owner, strangersCode } = await both();
      await owner.must('POST', '/auth/resend-code', { email });
      const code = await codeFor(email, strangersCode);
      expect(await owner.ask('POST', '/auth/verify-email', { email, code })).toMatchObject({ status: 200 });
      expect(await login(email, PASSWORD)).toMatchObject({ status: 200 });
    });

    test('does not lose its tries to the stranger', async () => {
      const { email, owner, ownersCode, stranger } = await both();
      const wrong = ownersCode === '000000' ? '000001' : '000000';
      for (let index = 0; index < 6; index++) await stranger.ask('POST', '/auth/verify-email', { email, code: wrong });
      expect(await owner.ask('POST', '/auth/verify-email', { email, code: ownersCode })).toMatchObject({ status: 200 });
    });
  });

  test('is opened by its code alone while no other waits', async () => {
    const email = newAddress();
    await register(email);
    const input = { email, code: await codeFor(email) };
    expect(await new ApiClient(app.url).ask('POST', '/auth/verify-email', input)).toMatchObject({ status: 200 });
  });

  test('is opened once by requests that come at once', async () => {
    const email = newAddress();
    const browser = await registered(email);
    const input = { email, code: await codeFor(email) };
    const answers = await Promise.all([1, 2, 3, 4].map(() => browser.ask('POST', '/auth/verify-email', input)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
  });

  test('does not wait for another account that is being made meanwhile', async () => {
    await newMember(app.url); // there is an administrator
    const [email, other] = [newAddress(), newAddress()];
    await register(email, PASSWORD, { displayName: 'Grace Hopper' });
    const code = await codeFor(email);
    const account = { email: other, emailKey: other, username: newName(), displayName: 'Barbara Liskov' };
    await database.transaction(async (tx) => {
      await app.nest
        .get(AccountCreator, { strict: false })
        .create(tx, { ...account, passwordHash: 'bcrypt-nfkc$none', guestId: null, language: null });
      const answer = await new ApiClient(app.url).ask('POST', '/auth/verify-email', { email, code });
      expect(answer).toMatchObject({ status: 200 });
    });
  });

  test('is removed after a day, and its code does not open it then', async () => {
    const email = newAddress();
    const browser = await registered(email);
    const code = await codeFor(email);
    await database.query(`UPDATE registrations SET created_at = now() - interval '25 hours' WHERE email = $1`, [email]);
    expect(await browser.ask('POST', '/auth/verify-email', { email, code })).toMatchObject(
      refused(400, 'invalid_code'),
    );
    await app.nest.get(Retention).run();
    expect(await database.query(`SELECT FROM registrations WHERE email = $1`, [email])).toEqual([]);
  });

  test('mails nothing that its sender chose', async () => {
    const email = newAddress();
    await register(email, PASSWORD, { displayName: 'you won! http://evil.example/claim' });
    const mail = await mailTo(email, ({ subject }) => /\d{6}/.test(subject));
    expect(JSON.stringify(mail)).not.toMatch(/evil|you won/);
  });

  test.each(['closed', 'invite'])('of before is not opened when REGISTRATION is %s', async (REGISTRATION) => {
    const email = newAddress();
    const browser = await registered(email);
    const code = await codeFor(email);
    const restarted = await startApp({ databaseUrl: app.databaseUrl, settings: { REGISTRATION } });
    const later = new ApiClient(restarted.url);
    for (const [name, value] of browser.cookies) later.cookies.set(name, value);
    expect(await later.ask('POST', '/auth/verify-email', { email, code })).toMatchObject(
      refused(403, 'registration_closed'),
    );
    const again = await later.ask('POST', '/auth/resend-code', { email });
    expect(again.status).toBe(REGISTRATION === 'closed' ? 403 : 202);
    await restarted.close();
    expect(await login(email, PASSWORD)).toMatchObject(refused(403, 'email_not_verified'));
  });

  test('and accounts are looked up after the answer, when a mail is asked for', async () => {
    const member = await newMember(app.url);
    const pending = newAddress();
    await register(pending);
    const emails = [`${member.username}@example.org`, pending, newAddress()];
    await database.transaction(async (tx) => {
      await tx.query(`LOCK TABLE users, registrations, mails IN ACCESS EXCLUSIVE MODE`);
      for (const path of ['forgot-password', 'resend-code'])
        for (const email of emails)
          expect((await new ApiClient(app.url).ask('POST', `/auth/${path}`, { email })).status).toBe(202);
    });
    await mailTo(emails[0] ?? '', ({ text }) => text.includes('#token='));
  });
});

describe('a browser that was used to sign in', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
    await newMember(app.url);
  });

  afterAll(() => app.close());

  /** A browser whose only cookie is the one that marks it. */
  const copyOf = (browser: ApiClient) => {
    const copy = new ApiClient(app.url);
    copy.cookies.set('parley-device', browser.cookies.get('parley-device') ?? 'none');
    return copy;
  };
  const signIn = (browser: ApiClient, login: string, password = PASSWORD) =>
    browser.ask<Login>('POST', '/auth/login', { login, password });
  /** Whether an owner may sign in from here while a stranger guesses elsewhere: so is a known browser told. */
  const isKnown = async (browser: ApiClient, login: string, password = PASSWORD) => {
    for (let index = 0; index < 6; index++) await signIn(new ApiClient(app.url), login, 'a wrong password');
    return (await signIn(browser, login, password)).status === 200;
  };

  test('is known, also after signing out', async () => {
    const member = await newMember(app.url);
    await signIn(member, member.username);
    await member.ask('POST', '/auth/logout', {}, member.xsrf);
    expect(await isKnown(copyOf(member), member.username)).toBe(true);
  });

  test('has a value of its own, which the next sign-in replaces', async () => {
    const member = await newMember(app.url);
    const [first, second] = [new ApiClient(app.url), new ApiClient(app.url)];
    for (const browser of [first, second]) await signIn(browser, member.username);
    const copy = copyOf(first);
    expect(copy.cookies.get('parley-device')).not.toBe(second.cookies.get('parley-device'));
    await signIn(first, member.username);
    expect(await isKnown(copy, member.username)).toBe(false);
  });

  test('is forgotten when its session is ended from another', async () => {
    const member = await newMember(app.url);
    const browser = new ApiClient(app.url);
    await signIn(browser, member.username);
    await member.must('DELETE', '/auth/sessions');
    expect(await isKnown(copyOf(browser), member.username)).toBe(false);
  });

  test('is forgotten by a new password', async () => {
    const member = await newMember(app.url);
    await signIn(member, member.username);
    const copy = copyOf(member);
    const email = `${member.username}@example.org`;
    await new ApiClient(app.url).must('POST', '/auth/forgot-password', { email });
    const { text } = await mailTo(email, (mail) => mail.text.includes('#token='));
    const token = /#token=([\w-]+)/.exec(text)?.[1];
    await new ApiClient(app.url).must('POST', '/auth/reset-password', { token, password: STRANGERS_PASSWORD });
    expect(await isKnown(copy, member.username, STRANGERS_PASSWORD)).toBe(false);
  });
});
