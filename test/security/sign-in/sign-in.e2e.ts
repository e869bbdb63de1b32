import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Login } from '../../../src/auth/auth.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { mailsTo, mailTo } from '../../support/mailbox.ts';
import { ApiClient, type Member, newMember, newName, PASSWORD, refused } from '../../support/member.ts';
import { olderHash } from '../../support/sign-in/older-hash.ts';

/** Guesses that are compared before an account makes its next guess wait. */
const FREE_GUESSES = 6;
const NEW_PASSWORD = 'another fine long one';

describe('signing in', () => {
  let app: TestApp;
  let database: Database;

  beforeAll(async () => {
    app = await startApp();
    database = app.nest.get(Database, { strict: false });
  });

  afterAll(() => app.close());

  const login = (name: string, password: string) =>
    new ApiClient(app.url).ask<Login>('POST', '/auth/login', { login: name, password });

  /** Runs `change` on the account's row and holds its lock until `during` has had time to compare a password. */
  const changing = async (member: Member, change: string, during: () => Promise<{ status: number }>) => {
    const [, answer] = await Promise.all([
      database.transaction(async (tx) => {
        await tx.query(change, [member.id]);
        await new Promise((resolve) => setTimeout(resolve, 1_500));
      }),
      new Promise((resolve) => setTimeout(resolve, 200)).then(during),
    ]);
    return answer;
  };

  describe('by guessing', () => {
    test('compares no more guesses that come at once than are free', async () => {
      const member = await newMember(app.url);
      const names = [member.username, member.username.toUpperCase(), `${member.username}@example.org`];
      const begun = performance.now();
      const guesses = Array.from({ length: 60 }, (_, index) =>
        login(names[index % names.length] ?? '', index < 59 ? `guess number ${index}` : PASSWORD),
      );
      const statuses = (await Promise.all(guesses)).map(({ status }) => status);
      // A slow machine answers the last ones when the first waits (5 s, 10 s, 20 s) are over.
      const waits = Math.floor(Math.log2((performance.now() - begun) / 5_000 + 1));
      expect(statuses.filter((status) => status !== 429).length).toBeLessThanOrEqual(FREE_GUESSES + waits);
    });

    test('counts an account once, whichever of its names was typed', async () => {
      const member = await newMember(app.url);
      const spellings = [member.username, `${member.username}@example.org`, member.username.toUpperCase()];
      for (let index = 0; index < FREE_GUESSES; index++)
        expect(await login(spellings[index % 3] ?? '', 'a wrong password')).toMatchObject({ status: 401 });
      for (const name of [...spellings, `${member.username.toUpperCase()}@EXAMPLE.org`])
        expect(await login(name, PASSWORD)).toMatchObject(refused(429, 'too_many_requests'));
    });

    test('is forgotten once the right password was given', async () => {
      const member = await newMember(app.url);
      for (let turn = 0; turn < 3; turn++) {
        for (let index = 0; index < 4; index++) await login(member.username, 'a wrong password');
        expect(await login(member.username, PASSWORD)).toMatchObject({ status: 200 });
      }
    });

    test('counts the same for a name that does not exist', async () => {
      const name = newName();
      const answers = await Promise.all(Array.from({ length: 20 }, () => login(name, 'a wrong password')));
      expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(FREE_GUESSES);
    });
  });

  describe('while the account changes', () => {
    test('does not start a session with a password that was replaced meanwhile', async () => {
      const member = await newMember(app.url);
      const change = `UPDATE users SET password_hash = 'bcrypt-nfkc$none' WHERE id = $1`;
      expect(await changing(member, change, () => login(member.username, PASSWORD))).toMatchObject(
        refused(401, 'invalid_credentials'),
      );
    });

    test('does not start a session of an account that was disabled meanwhile', async () => {
      const member = await newMember(app.url);
      const change = `UPDATE users SET disabled_at = now() WHERE id = $1`;
      expect(await changing(member, change, () => login(member.username, PASSWORD))).toMatchObject({ status: 401 });
    });

    test('does not replace a password that was replaced meanwhile, nor delete the account', async () => {
      for (const ask of [
        (member: Member) =>
          member.ask('POST', '/auth/change-password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }),
        (member: Member) => member.ask('DELETE', '/users/me', { password: PASSWORD }),
      ]) {
        const member = await newMember(app.url);
        const change = `UPDATE users SET password_hash = 'bcrypt-nfkc$none' WHERE id = $1`;
        expect(await changing(member, change, () => ask(member))).toMatchObject({ status: 401 });
      }
    });

    test('leaves no session of the old password after a change', async () => {
      const member = await newMember(app.url);
      const old: Promise<{ status: number; body: Partial<Login> }>[] = [];
      const timer = setInterval(() => old.length < 20 && old.push(login(member.username, PASSWORD)), 40);
      await new Promise((resolve) => setTimeout(resolve, 300));
      await member.must('POST', '/auth/change-password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
      clearInterval(timer);
      for (const { body } of await Promise.all(old)) {
        const thief = new ApiClient(app.url);
        thief.token = body.accessToken ?? 'none';
        expect(await thief.ask('GET', '/users/me')).toMatchObject({ status: 401 });
      }
    });
  });

  test('T28: is refused once the account is disabled: by its password, its session and a link of before', async () => {
    const member = await newMember(app.url);
    const email = `${member.username}@example.org`;
    const askForLink = () => new ApiClient(app.url).ask('POST', '/auth/forgot-password', { email });
    const linkIn = ({ text }: { text: string }) => /#token=([\w-]+)/.exec(text)?.[1];
    await askForLink();
    const token = linkIn(await mailTo(email, (mail) => linkIn(mail) !== undefined));
    await database.query(`UPDATE users SET disabled_at = now() WHERE id = $1`, [member.id]);

    expect(await login(member.username, PASSWORD)).toMatchObject(refused(401, 'invalid_credentials'));
    expect(await member.ask('POST', '/auth/refresh', {}, member.xsrf)).toMatchObject({ status: 401 });
    expect(
      await new ApiClient(app.url).ask('POST', '/auth/reset-password', { token, password: NEW_PASSWORD }),
    ).toMatchObject(refused(400, 'invalid_token'));
    const before = (await mailsTo(email)).length;
    expect((await askForLink()).status).toBe(202);
    // What is asked for later is mailed later: when that has come, nothing was mailed before it.
    const other = await newMember(app.url);
    await new ApiClient(app.url).ask('POST', '/auth/forgot-password', { email: `${other.username}@example.org` });
    await mailTo(`${other.username}@example.org`, (mail) => linkIn(mail) !== undefined);
    expect(await mailsTo(email)).toHaveLength(before);
    const failures = `SELECT detail FROM audit_log WHERE action = 'login_failed' AND target_id = $1`;
    expect(await database.query(failures, [member.id])).toHaveLength(1);
  });

  test('clears the cookie of a session that is over', async () => {
    const member = await newMember(app.url);
    await login(member.username, PASSWORD).then(async ({ body }) => {
      const other = new ApiClient(app.url);
      other.token = body.accessToken;
      await other.must('DELETE', '/auth/sessions');
    });
    expect(member.cookies.has('parley')).toBe(true);
    expect(await member.ask('POST', '/auth/refresh', {}, member.xsrf)).toMatchObject(refused(401, 'session_ended'));
    expect([...member.cookies.keys()].filter((name) => /^parley$|XSRF/.test(name))).toEqual([]);
  });

  test('on a new device is told by mail in words', async () => {
    const member = await newMember(app.url);
    await new ApiClient(app.url).ask(
      'POST',
      '/auth/login',
      { login: member.username, password: PASSWORD },
      { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0' },
    );
    const { text } = await mailTo(`${member.username}@example.org`, ({ subject }) => subject.includes('new device'));
    expect(text).toContain('Firefox on Linux');
    expect(text).not.toMatch(/Mozilla|::ffff/);
  });

  describe('from another keyboard', () => {
    test('takes the same password in any Unicode form', async () => {
      const member = await newMember(app.url);
      const typed = 'pässwört éclair 77';
      await member.must('POST', '/auth/change-password', { currentPassword: PASSWORD, newPassword: typed });
      for (const password of [typed.normalize('NFD'), typed.replace('77', '７７')])
        expect(await login(member.username, password)).toMatchObject({ status: 200 });
    });

    test('takes a password whose hash is of the older scheme, as typed then, and renews the hash', async () => {
      const member = await newMember(app.url);
      const typed = 'pässwört éclair 77'.normalize('NFD');
      const stored = await olderHash(app, typed);
      await database.query(`UPDATE users SET password_hash = $2 WHERE id = $1`, [member.id, stored]);
      expect(await login(member.username, typed)).toMatchObject({ status: 200 });
      expect(await login(member.username, typed.normalize('NFC'))).toMatchObject({ status: 200 });
    });

    test('signs in an account that has no address, without a mail about the device', async () => {
      const member = await newMember(app.url);
      await database.query(`UPDATE users SET email = NULL, email_key = NULL WHERE id = $1`, [member.id]);
      expect(await login(member.username, PASSWORD)).toMatchObject({ status: 200 });
    });

    test('measures a new password after its letters are made plain', async () => {
      const member = await newMember(app.url);
      for (const newPassword of ['ｐａｓｓｗｏｒｄ', '\ufdfa'.repeat(8)])
        expect(
          await member.ask('POST', '/auth/change-password', { currentPassword: PASSWORD, newPassword }),
        ).toMatchObject(refused(400, 'invalid_input'));
    });
  });

  describe('with an address', () => {
    const somebody = (email: string) => ({ username: newName(), email, password: PASSWORD });

    test.each(['\u212aate', '\u0131da', '\uff41da', 'e\u017fel'])(
      'that is taken for another is refused: %s',
      async (local) => {
        for (const [path, body] of [
          ['register', somebody(`${local}@example.org`)],
          ['resend-code', { email: `${local}@example.org` }],
          ['forgot-password', { email: `${local}@example.org` }],
          ['verify-email', { email: `${local}@example.org`, code: '123456' }],
        ] as const) {
          const answer = await new ApiClient(app.url).ask('POST', `/auth/${path}`, body);
          expect(answer).toMatchObject({
            ...refused(400, 'invalid_input'),
            body: { fields: { email: [expect.any(String)] } },
          });
        }
      },
    );

    test('is one, in either spelling of its domain', async () => {
      const local = randomBytes(6).toString('hex');
      const member = await newMember(app.url);
      await database.query(`UPDATE users SET email = $2, email_key = $3 WHERE id = $1`, [
        member.id,
        `${local}@münchen.de`,
        `${local}@xn--mnchen-3ya.de`,
      ]);
      for (const name of [`${local}@münchen.de`, `${local}@MÜNCHEN.DE`, `${local}@xn--mnchen-3ya.de`])
        expect(await login(name, PASSWORD)).toMatchObject({ status: 200 });
    });
  });
});
