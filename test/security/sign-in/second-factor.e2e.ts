import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type { Login, Registered } from '../../../src/auth/auth.dto.ts';
import type {
  Factors,
  RecoveryCodes,
  TotpConfirmed,
  TotpSetup,
} from '../../../src/auth/second-factor/second-factor.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import type { ProblemDetails } from '../../../src/common/problem.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { withTotp } from '../../support/sign-in/authenticator.ts';
import { mailsTo, mailTo } from '../../support/mailbox.ts';
import { totpCode } from '../../support/sign-in/totp-code.ts';
import {
  ApiClient,
  type Member,
  newMember,
  newName,
  onAnotherDevice,
  PASSWORD,
  refused,
} from '../../support/member.ts';

const NEW_PASSWORD = 'another fine long one';

describe('a second factor', () => {
  let first: TestApp;
  let second: TestApp;
  let database: Database;
  let admin: Member;

  beforeAll(async () => {
    first = await startApp();
    second = await startApp({ databaseUrl: first.databaseUrl });
    database = first.nest.get(Database, { strict: false });
    admin = await newMember(first.url);
  });

  afterAll(async () => {
    await second.close();
    await first.close();
  });

  const login = (member: Member, totp?: string, at = first.url) =>
    new ApiClient(at).ask<Login>('POST', '/auth/login', { login: member.username, password: PASSWORD, totp });
  const ticketOf = async (member: Member, at = first.url): Promise<string> => {
    const { body } = await login(member, undefined, at);
    return (body as Partial<ProblemDetails>).secondFactor?.ticket ?? '';
  };
  const give = (factor: object, at = first.url) => new ApiClient(at).ask<Login>('POST', '/auth/second-factor', factor);
  const sessionsOf = async ({ id }: Member) => {
    const [row] = await database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM sessions WHERE user_id = $1`,
      [id],
    );
    return row?.count;
  };
  const waitIsOver = () => database.query(`DELETE FROM login_failures`);
  /** As after so many guesses that the wait does not end while a slow machine tries on. */
  const waitGoesOn = () => database.query(`UPDATE login_failures SET failures = failures + 4 WHERE failures >= 6`);
  const forgetSteps = ({ id }: Member) => database.query(`UPDATE totp SET last_step = 0 WHERE user_id = $1`, [id]);
  const proofIsOld = ({ id }: Member) =>
    database.query(`UPDATE sessions SET proved_at = now() - interval '11 minutes' WHERE user_id = $1`, [id]);

  describe('at signing in', () => {
    test('is asked for after the right password, and not after a wrong one', async () => {
      const member = await newMember(first.url);
      const { secret } = await withTotp(member);
      const { status, body } = await login(member);
      expect([status, body.code]).toEqual([401, 'second_factor_required']);
      expect(body).not.toHaveProperty('accessToken');
      const { secondFactor } = body as Partial<ProblemDetails>;
      expect(secondFactor?.methods).toEqual(['totp', 'recovery']);
      const wrong = { login: member.username, password: 'a wrong password' };
      const refusal = await new ApiClient(first.url).ask('POST', '/auth/login', wrong);
      expect(refusal).toMatchObject(refused(401, 'invalid_credentials'));
      expect(refusal.body).not.toHaveProperty('secondFactor');

      const client = new ApiClient(first.url);
      const { accessToken } = await client.must<Login>('POST', '/auth/second-factor', {
        ticket: secondFactor?.ticket,
        totp: totpCode(secret),
      });
      client.token = accessToken;
      const { items } = await client.must<{ items: object[] }>('GET', '/auth/sessions');
      expect(items[0]).toMatchObject({ current: true, by: 'password', strength: 'password+totp' });
      expect((await client.ask('POST', '/auth/refresh', undefined, client.xsrf)).status).toBe(200);
    });

    test('may come along with the password, and is not asked of people without one', async () => {
      const member = await newMember(first.url);
      expect((await login(member, '123456')).status).toBe(200);
      const { secret } = await withTotp(member);
      expect(await login(member, '12345')).toMatchObject(refused(400, 'invalid_input'));
      expect(await login(member, totpCode(secret, -4))).toMatchObject(refused(401, 'invalid_second_factor'));
      expect((await login(member, totpCode(secret))).status).toBe(200);
    });

    test('T2: no way in leads to a session without it', async () => {
      const member = await newMember(first.url);
      await withTotp(member);
      const before = await sessionsOf(member);
      expect(await login(member)).toMatchObject(refused(401, 'second_factor_required'));
      // A guest who becomes a member and already has one: by the code of the mail, and by the link of an invitation.
      for (const way of ['code', 'invitation']) {
        const name = newName();
        const email = `${name}@example.org`;
        const guest = new ApiClient(first.url);
        const { accessToken, user } = await guest.must<Login>('POST', '/auth/guest', { username: name });
        guest.token = accessToken;
        await database.query(`INSERT INTO totp (user_id, secret, last_step) VALUES ($1, '', 0)`, [user.id]);
        const registration = { username: name, email, password: PASSWORD };
        if (way === 'code') {
          await guest.must('POST', '/auth/register', registration);
          const code = /: (\d{6})$/.exec((await mailTo(email)).subject)?.[1];
          expect(await guest.ask('POST', '/auth/verify-email', { email, code })).toMatchObject(
            refused(401, 'second_factor_required'),
          );
        } else {
          await admin.must('POST', '/invitations', { emails: [email] });
          const invitation = /invite[d]?\/([\w-]+)/.exec((await mailTo(email)).text)?.[1];
          const answer = await guest.ask<Registered>('POST', '/auth/register', { ...registration, invitation });
          expect(answer).toMatchObject(refused(401, 'second_factor_required'));
        }
        const live = `SELECT FROM sessions WHERE user_id = $1 AND ended_at IS NULL`;
        expect(await database.query(live, [user.id])).toHaveLength(0);
      }
      expect(await sessionsOf(member)).toBe(before);
    });

    test('T3: the database refuses a session that was started without it', async () => {
      const member = await newMember(first.url);
      const insert = (strength: string | null) =>
        database.query(
          `INSERT INTO sessions (user_id, device, ip, expires_at, strength) VALUES ($1, 'x', 'x', now() + interval '1 day', $2)`,
          [member.id, strength],
        );
      await insert(null);
      await withTotp(member);
      for (const strength of [null, 'password', 'guest', 'PASSWORD+TOTP', ''])
        await expect(insert(strength)).rejects.toMatchObject({ driverError: { constraint: 'sessions_need_factor' } });
      await insert('password+totp');
      await member.must('DELETE', '/auth/totp');
      await insert(null);
    });

    test('T4: a password that was reset by mail does not replace it', async () => {
      const member = await newMember(first.url);
      const { secret } = await withTotp(member);
      const email = `${member.username}@example.org`;
      await new ApiClient(first.url).must('POST', '/auth/forgot-password', { email });
      const { text } = await mailTo(email, (mail) => mail.text.includes('reset-password#token='));
      const token = /#token=([\w-]+)/.exec(text)?.[1];
      const before = await sessionsOf(member);
      const reset = { token, password: NEW_PASSWORD };
      const visitor = new ApiClient(first.url);
      expect((await visitor.ask('POST', '/auth/reset-password', reset)).status).toBe(204);
      expect(visitor.cookies.size).toBe(0);
      const credentials = { login: member.username, password: NEW_PASSWORD };
      const answer = await visitor.ask('POST', '/auth/login', credentials);
      expect(answer).toMatchObject(refused(401, 'second_factor_required'));
      expect(await sessionsOf(member)).toBe(before);
      expect((await visitor.ask('POST', '/auth/login', { ...credentials, totp: totpCode(secret) })).status).toBe(200);
    });

    test('ends with the password that it followed, and with the account', async () => {
      const member = await newMember(first.url);
      const { secret } = await withTotp(member);
      const ticket = await ticketOf(member);
      await member.must('POST', '/auth/change-password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
      expect(await give({ ticket, totp: totpCode(secret) })).toMatchObject(refused(401, 'invalid_second_factor'));
      await member.must('POST', '/auth/change-password', { currentPassword: NEW_PASSWORD, newPassword: PASSWORD });
      const other = await ticketOf(member);
      await database.query(`UPDATE users SET disabled_at = now() WHERE id = $1`, [member.id]);
      expect(await give({ ticket: other, totp: totpCode(secret) })).toMatchObject({ status: 401 });
      expect(await sessionsOf(member)).toBe(1);
    });
  });

  describe('by the code of an app', () => {
    test('T5: a code works once, on whichever node, and none of before it', async () => {
      const member = await newMember(first.url);
      const { secret } = await withTotp(member);
      expect(await login(member, totpCode(secret, -2))).toMatchObject(refused(401, 'invalid_second_factor'));
      expect(await login(member, totpCode(secret, 2))).toMatchObject(refused(401, 'invalid_second_factor'));
      // That of the step before was used to turn it on.
      expect(await login(member, totpCode(secret, -1))).toMatchObject(refused(401, 'invalid_second_factor'));
      const tickets = await Promise.all([ticketOf(member), ticketOf(member, second.url)]);
      await waitIsOver();
      const both = await Promise.all([
        give({ ticket: tickets[0], totp: totpCode(secret) }),
        give({ ticket: tickets[1], totp: totpCode(secret) }, second.url),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
      expect((await login(member, totpCode(secret, 1))).status).toBe(200);
      expect(await login(member, totpCode(secret))).toMatchObject(refused(401, 'invalid_second_factor'));
      expect(await login(member, totpCode(secret, 1))).toMatchObject(refused(401, 'invalid_second_factor'));
    });

    test('T6: wrong codes make the account wait, whatever the ticket, the address and the node', async () => {
      const member = await newMember(first.url);
      const { secret } = await withTotp(member);
      const ticket = await ticketOf(member);
      for (let guess = 0; guess < 6; guess++)
        expect(await give({ ticket, totp: totpCode(secret, 10 + guess) })).toMatchObject({ status: 401 });
      await waitGoesOn();
      const right = totpCode(secret);
      const tries = [
        await give({ ticket, totp: right }),
        await give({ ticket: await ticketOf(member), totp: right }),
        await give({ ticket: await ticketOf(member, second.url), totp: right }, second.url),
        await login(member, right),
        await give({ ticket, recoveryCode: 'R4PT-0K7N-WZ2C-93FM-XA5D-1H6G' }),
        await member.ask('POST', '/auth/confirm', { totp: right }),
      ];
      for (const answer of tries) {
        expect(answer).toMatchObject(refused(429, 'too_many_requests'));
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
      await waitIsOver();
      expect((await give({ ticket, totp: right })).status).toBe(200);
    });

    test('a ticket is for one success of its own person', async () => {
      const member = await newMember(first.url);
      const { secret } = await withTotp(member);
      const ticket = await ticketOf(member);
      expect(await give({ ticket, totp: totpCode(secret, 7) })).toMatchObject(refused(401, 'invalid_second_factor'));
      expect((await give({ ticket, totp: totpCode(secret) })).status).toBe(200);
      await forgetSteps(member);
      expect(await give({ ticket, totp: totpCode(secret) })).toMatchObject({
        status: 401,
        body: { code: 'invalid_second_factor', fields: { ticket: [expect.any(String)] } },
      });
      const stale = await ticketOf(member);
      await database.query(`UPDATE proofs SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [
        member.id,
      ]);
      expect(await give({ ticket: stale, totp: totpCode(secret) })).toMatchObject({ status: 401 });
      for (const factor of [{}, { totp: '123456', recoveryCode: 'x' }, { totp: '１２３４５６' }, { totp: null }])
        expect(await give({ ticket: await ticketOf(member), ...factor })).toMatchObject({ status: 400 });
    });
  });

  test('T7: a recovery code works once, for its person, until new ones are made; the mail says how many are left', async () => {
    const member = await newMember(first.url);
    const other = await newMember(first.url);
    const { recoveryCodes } = await withTotp(member);
    const others = await withTotp(other);
    const [one = '', two = '', three = ''] = recoveryCodes;
    const use = async (recoveryCode: string, at = first.url) =>
      give({ ticket: await ticketOf(member, at), recoveryCode }, at);
    expect((await use(one)).status).toBe(200);
    expect(await use(one)).toMatchObject(refused(401, 'invalid_second_factor'));
    const both = await Promise.all([use(two.toLowerCase().replaceAll('-', ' ')), use(two, second.url)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(await use(others.recoveryCodes[0] ?? '')).toMatchObject(refused(401, 'invalid_second_factor'));
    const { text } = await mailTo(`${member.username}@example.org`, (mail) => /left: 8/.test(mail.text));
    expect(text).not.toContain(one);
    const renewed = await member.must<RecoveryCodes>('POST', '/auth/recovery-codes');
    expect(new Set([...renewed.recoveryCodes, ...recoveryCodes]).size).toBe(20);
    expect(await use(three)).toMatchObject(refused(401, 'invalid_second_factor'));
    expect((await use(renewed.recoveryCodes[0] ?? '')).status).toBe(200);
    expect(await member.must<Factors>('GET', '/auth/factors')).toMatchObject({ recoveryCodesLeft: 9 });
  });

  test('T8: a ticket opens nothing but the second step', async () => {
    const member = await newMember(first.url);
    await withTotp(member);
    const holder = new ApiClient(first.url);
    holder.token = await ticketOf(member);
    for (const [method, path] of [
      ['POST', '/auth/totp'],
      ['POST', '/auth/totp/confirm'],
      ['DELETE', '/auth/totp'],
      ['GET', '/auth/factors'],
      ['POST', '/auth/recovery-codes'],
      ['POST', '/auth/confirm'],
      ['GET', '/users/me'],
    ] as const)
      expect(await holder.ask(method, path, method === 'POST' ? {} : undefined)).toMatchObject({ status: 401 });
  });

  describe('of a session', () => {
    const acts = [
      ['POST', '/auth/totp', undefined],
      ['POST', '/auth/totp/confirm', { code: '123456' }],
      ['POST', '/auth/recovery-codes', undefined],
      ['DELETE', '/auth/totp', undefined],
    ] as const;

    test('T9: nothing of it changes without a fresh proof', async () => {
      const member = await newMember(first.url);
      const { secret } = await withTotp(member);
      await proofIsOld(member);
      for (const [method, path, body] of acts)
        expect(await member.ask(method, path, body)).toMatchObject({
          status: 403,
          body: { code: 'confirmation_required', methods: ['password', 'totp'] },
        });
      expect((await member.ask('GET', '/auth/factors')).status).toBe(200);
      const elsewhere = await onAnotherDevice(await newMember(first.url));
      await elsewhere.must('POST', '/auth/confirm', { password: PASSWORD });
      expect(await member.ask('POST', '/auth/totp')).toMatchObject(refused(403, 'confirmation_required'));
      await member.must('POST', '/auth/confirm', { totp: totpCode(secret) });
      expect((await member.ask('POST', '/auth/totp')).status).toBe(201);
      await proofIsOld(member);
      await member.must('POST', '/auth/confirm', { password: PASSWORD });
      expect((await member.ask('POST', '/auth/recovery-codes')).status).toBe(201);
      expect((await member.ask('DELETE', '/auth/totp')).status).toBe(204);
      expect(await member.ask('DELETE', '/auth/totp')).toMatchObject(refused(404, 'not_found'));
      expect(await member.ask('POST', '/auth/recovery-codes')).toMatchObject(refused(404, 'not_found'));
      expect((await login(member)).status).toBe(200);
    });

    test('T10: passwords cannot be guessed by a stolen session faster than at signing in', async () => {
      const member = await newMember(first.url);
      const guesses = [
        ['POST', '/auth/confirm', { password: 'a wrong password' }],
        ['POST', '/auth/change-password', { currentPassword: 'a wrong password', newPassword: NEW_PASSWORD }],
        ['DELETE', '/users/me', { password: 'a wrong password' }],
      ] as const;
      for (let guess = 0; guess < 6; guess++) {
        const [method, path, body] = guesses[guess % 3] ?? guesses[0];
        expect(await member.ask(method, path, body)).toMatchObject(refused(401, 'invalid_credentials'));
      }
      await waitGoesOn();
      const again = await member.ask('POST', '/auth/confirm', { password: PASSWORD });
      expect(again).toMatchObject(refused(429, 'too_many_requests'));
      expect((await login(member)).status).toBe(200);
      await waitIsOver();
      await member.must('POST', '/auth/confirm', { password: PASSWORD });
      for (const body of [{}, { password: PASSWORD, totp: '123456' }, { totp: 'abc' }])
        expect(await member.ask('POST', '/auth/confirm', body)).toMatchObject({ status: 400 });
    });

    test('is not for guests', async () => {
      const guest = new ApiClient(first.url);
      guest.token = (await guest.must<Login>('POST', '/auth/guest', { username: newName() })).accessToken;
      for (const [method, path, body] of acts)
        expect(await guest.ask(method, path, body)).toMatchObject(refused(403, 'forbidden'));
      expect(await guest.must('GET', '/auth/factors')).toMatchObject({ totp: null, recoveryCodesLeft: 0 });
    });
  });

  describe('that is set up', () => {
    test('counts from its first code on, and a new one replaces it only by a code of its own', async () => {
      const member = await newMember(first.url);
      await member.must<TotpSetup>('POST', '/auth/totp');
      expect((await login(member)).status).toBe(200);
      expect(await member.ask('POST', '/auth/totp/confirm', { code: '000000' })).toMatchObject({
        status: 400,
        body: { code: 'invalid_code', fields: { code: [expect.any(String)] } },
      });
      const { secret } = await withTotp(member);
      const next = await member.must<TotpSetup>('POST', '/auth/totp');
      expect(next.uri).toMatch(/^otpauth:\/\/totp\/.*secret=[A-Z2-7]{32}/);
      expect((await login(member, totpCode(secret))).status).toBe(200);
      const confirmed = { code: totpCode(next.secret) };
      const answer = await member.must<TotpConfirmed>('POST', '/auth/totp/confirm', confirmed);
      expect(answer).toEqual({ recoveryCodes: null });
      expect(await login(member, totpCode(secret, 1))).toMatchObject(refused(401, 'invalid_second_factor'));
      expect((await login(member, totpCode(next.secret, 1))).status).toBe(200);
      expect(await member.ask('POST', '/auth/totp/confirm', confirmed)).toMatchObject(refused(400, 'invalid_code'));
    });

    test('is told by mail and in the audit log, and its secret stands nowhere', async () => {
      const member = await newMember(first.url);
      const { secret, recoveryCodes } = await withTotp(member);
      const ticket = await ticketOf(member);
      await give({ ticket, totp: totpCode(secret, 9) });
      await give({ ticket, recoveryCode: recoveryCodes[0] });
      await member.must('DELETE', '/auth/totp');
      const email = `${member.username}@example.org`;
      for (const subject of ['takes a second factor now', 'was turned off', 'recovery code'])
        await mailTo(email, (mail) => mail.subject.includes(subject));
      const { items } = await admin.must<AuditPage>('GET', `/admin/audit?userId=${member.id}&limit=100`);
      const actions = items.map(({ action }) => action);
      for (const action of ['totp_on', 'recovery_codes_made', 'second_factor_failed', 'recovery_code_used', 'totp_off'])
        expect(actions).toContain(action);
      const tables = ['totp', 'recovery_codes', 'proofs', 'audit_log', 'sessions'];
      const rows = await Promise.all(tables.map((table) => database.query(`SELECT * FROM ${table}`)));
      const told = JSON.stringify([rows, items, await mailsTo(email)]);
      for (const planted of [secret, Buffer.from(secret).toString('hex'), ticket, ...recoveryCodes])
        expect(told).not.toContain(planted);
    });

    test('is told its person without its secret, and goes with the account (T42)', async () => {
      const member = await newMember(first.url);
      await withTotp(member);
      expect(await member.must<Factors>('GET', '/auth/factors')).toEqual({
        password: true,
        totp: { since: expect.any(String) },
        recoveryCodesLeft: 10,
        passkeys: [],
        required: false,
        offered: true,
      });
      await ticketOf(member);
      await member.must('DELETE', '/users/me', { password: PASSWORD });
      for (const table of ['totp', 'recovery_codes', 'proofs'])
        expect(await database.query(`SELECT FROM ${table} WHERE user_id = $1`, [member.id])).toHaveLength(0);
    });

    test('is unreadable with another SECRET_KEY: recovery codes let in', async () => {
      const member = await newMember(first.url);
      const { secret, recoveryCodes } = await withTotp(member);
      const other = await startApp({
        databaseUrl: first.databaseUrl,
        settings: { SECRET_KEY: `another secret for tests, long enough ${randomUUID()}` },
      });
      const ticket = await ticketOf(member);
      expect(await give({ ticket, totp: totpCode(secret) }, other.url)).toMatchObject(
        refused(401, 'invalid_second_factor'),
      );
      expect((await give({ ticket, recoveryCode: recoveryCodes[0] }, other.url)).status).toBe(200);
      await other.close();
    });
  });
});
