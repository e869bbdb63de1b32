import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEntry, AuditPage } from '../../../src/audit/audit.dto.ts';
import type { SessionPage } from '../../../src/auth/auth.dto.ts';
import { TokenExpiry } from '../../../src/auth/tokens/token-expiry.ts';
import type { MadeToken, Token, TokenPage } from '../../../src/auth/tokens/tokens.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { withTotp } from '../../support/sign-in/authenticator.ts';
import { mailTo } from '../../support/mailbox.ts';
import {
  ApiClient,
  type Member,
  newGuest,
  newMember,
  onAnotherDevice,
  PASSWORD,
  refused,
} from '../../support/member.ts';
import { EVERY_SCOPE, makeToken, programOf, programWith } from '../../support/sign-in/tokens.ts';
import { earlyInStep, totpCode } from '../../support/sign-in/totp-code.ts';

const UNKNOWN = refused(401, 'unauthenticated');
const ENDED = refused(401, 'session_ended');

describe('a personal token', () => {
  let app: TestApp;
  let admin: Member;
  let database: Database;

  beforeAll(async () => {
    app = await startApp();
    database = app.nest.get(Database, { strict: false });
    admin = await newMember(app.url);
  });

  afterAll(() => app.close());

  const listOf = async (member: Member): Promise<Token[]> =>
    (await member.must<TokenPage>('GET', '/auth/tokens')).items;
  const auditOf = async ({ id }: Member): Promise<AuditEntry[]> =>
    (await admin.must<AuditPage>('GET', `/admin/audit?userId=${id}&limit=100`)).items;
  const addressOf = ({ username }: Member) => `${username}@example.org`;
  const me = (caller: ApiClient) => caller.ask('GET', '/users/me');
  const forgetProof = ({ id }: Member) =>
    database.query(`UPDATE sessions SET proved_at = now() - interval '11 minutes' WHERE user_id = $1`, [id]);
  const waitIsOver = () => database.query(`DELETE FROM login_failures`);

  describe('is made', () => {
    test('with a name, scopes and an end, told once, stored as a hash, audited and mailed', async () => {
      const member = await newMember(app.url);
      const { token, secret } = await makeToken(member, { name: 'Backup', scopes: ['messages:read'], days: 30 });
      expect(secret).toMatch(/^parley_pat_[0-9A-Za-z]{49}$/);
      expect(token).toEqual({
        id: expect.any(String),
        name: 'Backup',
        scopes: ['messages:read'],
        roomIds: null,
        createdAt: expect.any(String),
        expiresAt: expect.any(String),
        lastUsedAt: null,
        ip: null,
      });
      const days = (new Date(token.expiresAt).getTime() - new Date(token.createdAt).getTime()) / 86_400_000;
      expect(days).toBeCloseTo(30, 3);
      expect(await listOf(member)).toEqual([token]);
      const [row] = await database.query<{ hash: Buffer }>(`SELECT hash FROM personal_tokens WHERE session_id = $1`, [
        token.id,
      ]);
      expect(row?.hash).toEqual(createHash('sha256').update(secret).digest());
      expect(await auditOf(member)).toContainEqual(
        expect.objectContaining({
          action: 'token_made',
          actorId: member.id,
          detail: { name: 'Backup', scopes: 'messages:read', rooms: 'all' },
        }),
      );
      const mail = await mailTo(
        addressOf(member),
        ({ subject }) => subject === 'A token of your Parley account was made',
      );
      expect(mail.text).toContain('Backup');
    });

    test('for ninety days unless said, and for one to 365', async () => {
      const member = await newMember(app.url);
      const { token } = await makeToken(member);
      expect(new Date(token.expiresAt).getTime() - Date.now()).toBeGreaterThan(89.9 * 86_400_000);
      for (const days of [0, -1, 366, 1.5, '30', null])
        expect(await member.ask('POST', '/auth/tokens', { name: 'x', scopes: ['search'], days })).toMatchObject(
          refused(400, 'invalid_input'),
        );
      await makeToken(member, { days: 1 });
      await makeToken(member, { days: 365 });
    });

    test.each([
      ['no scope', { scopes: [] }],
      ['an unknown scope', { scopes: ['everything'] }],
      ['a scope twice', { scopes: ['search', 'search'] }],
      ['a scope of another kind', { scopes: [{ search: true }] }],
      ['scopes that are no list', { scopes: 'search' }],
      ['no name', { name: '' }],
      ['a blank name', { name: ' \u3164' }],
      ['a name that turns words around', { name: 'a\u202eb' }],
      ['a long name', { name: 'n'.repeat(101) }],
      ['no room at all', { roomIds: [] }],
      ['a room of nobody', { roomIds: ['0198c5a2-7c1e-7b52-9d2e-6f1f3f6f2b0a'] }],
      ['a room that is no id', { roomIds: ['engine'] }],
      ['a field of its own', { secret: 'parley_pat_x' }],
    ])('not with %s', async (_, wrong) => {
      const answer = await admin.ask('POST', '/auth/tokens', { name: 'x', scopes: ['search'], ...wrong });
      expect(answer).toMatchObject(refused(400, 'invalid_input'));
      expect(Object.keys(answer.body.fields ?? {})[0]).toContain(Object.keys(wrong)[0]);
    });

    test('only in rooms that its person is in', async () => {
      const [member, other] = [await newMember(app.url), await newMember(app.url)];
      const { id } = await other.must<Room>('POST', '/rooms', { name: 'Theirs', kind: 'private' });
      const answer = await member.ask('POST', '/auth/tokens', { name: 'x', scopes: ['search'], roomIds: [id] });
      expect(answer).toMatchObject(refused(400, 'invalid_input'));
      expect(answer.body.fields).toHaveProperty('roomIds');
    });

    test('by a session that has just proved itself (T9)', async () => {
      const member = await newMember(app.url);
      await forgetProof(member);
      const ask = () => member.ask<MadeToken>('POST', '/auth/tokens', { name: 'x', scopes: ['search'] });
      expect(await ask()).toMatchObject(refused(403, 'confirmation_required'));
      expect((await ask()).body.methods).toEqual(['password']);
      await member.must('POST', '/auth/confirm', { password: PASSWORD });
      expect((await ask()).status).toBe(201);
    });

    test('by the second factor of a person who has one, and as strong as that', async () => {
      const member = await newMember(app.url);
      const old = await onAnotherDevice(member);
      const { secret } = await withTotp(member);
      await database.query(`UPDATE sessions SET proved_at = now() WHERE user_id = $1`, [member.id]);
      const ask = () => old.ask<MadeToken>('POST', '/auth/tokens', { name: 'x', scopes: ['people:read'] });
      // Signed in before there was a factor: a right password is not enough.
      expect(await ask()).toMatchObject(refused(403, 'confirmation_required'));
      await old.must('POST', '/auth/confirm', { password: PASSWORD });
      expect(await ask()).toMatchObject(refused(403, 'confirmation_required'));
      expect((await ask()).body.methods).toEqual(['totp']);
      await earlyInStep();
      await old.must('POST', '/auth/confirm', { totp: totpCode(secret) });
      const { status, body } = await ask();
      expect(status).toBe(201);
      expect((await me(programOf(member, body.secret))).status).toBe(200);
      const rows = await database.query(`SELECT kind, strength, proved_at FROM sessions WHERE id = $1`, [
        body.token.id,
      ]);
      expect(rows).toEqual([{ kind: 'token', strength: 'password+totp', proved_at: null }]);
    });

    test('twenty times at most, also by many requests at once', async () => {
      const member = await newMember(app.url);
      for (let made = 0; made < 17; made++) await makeToken(member);
      const ask = () => member.ask('POST', '/auth/tokens', { name: 'x', scopes: ['search'] });
      const answers = await Promise.all(Array.from({ length: 8 }, ask));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
      expect(await ask()).toMatchObject(refused(403, 'forbidden'));
      const [first] = await listOf(member);
      await member.must('DELETE', `/auth/tokens/${first?.id}`);
      expect((await ask()).status).toBe(201);
    });

    test('by no guest', async () => {
      const guest = await newGuest(app.url);
      for (const [method, body] of [['GET'], ['POST', { name: 'x', scopes: ['search'] }]] as const)
        expect(await guest.ask(method, '/auth/tokens', body)).toMatchObject(refused(403, 'forbidden'));
    });
  });

  describe('identifies its person', () => {
    test('as bearer alone: in a query, a cookie or another header it counts for nothing (T34)', async () => {
      const member = await newMember(app.url);
      const { secret } = await makeToken(member);
      const visitor = new ApiClient(app.url);
      for (const path of ['/users/me?access_token=', '/users/me?token=', '/users/me?access='])
        expect(await visitor.ask('GET', path + secret)).toMatchObject(UNKNOWN);
      for (const cookie of ['parley', '__Host-parley', 'XSRF-TOKEN', 'access_token', 'token'])
        expect(await visitor.ask('GET', '/users/me', undefined, { cookie: `${cookie}=${secret}` })).toMatchObject(
          UNKNOWN,
        );
      const elsewhere: Record<string, string>[] = [
        { authorization: secret },
        { authorization: `Basic ${secret}` },
        { 'x-token': secret },
      ];
      for (const headers of elsewhere)
        expect(await visitor.ask('GET', '/users/me', undefined, headers)).toMatchObject(UNKNOWN);
      for (const path of ['/auth/refresh', '/auth/logout'])
        expect(await visitor.ask('POST', path, {}, { cookie: `parley=${secret}` })).toMatchObject(
          refused(403, 'xsrf_token_mismatch'),
        );
      expect(await visitor.ask('GET', '/users/me', undefined, { authorization: `bearer ${secret}` })).toMatchObject({
        status: 200,
        body: { id: member.id },
      });
    });

    test('with every letter of it', async () => {
      const { secret } = await makeToken(admin);
      const other = secret.at(-1) === 'x' ? 'y' : 'x';
      const wrong = [
        secret.slice(0, -1) + other,
        secret.slice(0, -1),
        secret + other,
        secret.toLowerCase(),
        'parley_pat_',
      ];
      const signed = await makeToken(await newMember(app.url));
      // The random part of one, the checksum of another.
      for (const given of [...wrong, secret.slice(0, -6) + signed.secret.slice(-6)])
        expect(await me(programOf(admin, given))).toMatchObject(UNKNOWN);
    });

    test('and its last use is noted, once an hour', async () => {
      const member = await newMember(app.url);
      const program = await programWith(member);
      expect((await listOf(member))[0]).toMatchObject({ lastUsedAt: null, ip: null });
      await me(program);
      const [used] = await listOf(member);
      expect(used?.lastUsedAt).toMatch(/:00:00\.000Z$/);
      expect(used?.ip).toBe('127.0.0.1');
      await database.query(`UPDATE personal_tokens SET last_used_ip = 'before' WHERE session_id = $1`, [used?.id]);
      await me(program);
      expect((await listOf(member))[0]?.ip).toBe('before');
      await database.query(
        `UPDATE personal_tokens SET last_used_at = last_used_at - interval '1 hour' WHERE session_id = $1`,
        [used?.id],
      );
      await me(program);
      expect((await listOf(member))[0]?.ip).toBe('127.0.0.1');
    });

    test('by what that person may do now, not when it was made', async () => {
      const member = await newMember(app.url);
      await admin.must('PATCH', `/admin/users/${member.id}`, { role: 'admin' });
      const program = await programWith(member);
      expect((await program.ask('GET', '/admin/settings')).status).toBe(200);
      await admin.must('PATCH', `/admin/users/${member.id}`, { role: 'member' });
      expect(await program.ask('GET', '/admin/settings')).toMatchObject(refused(403, 'forbidden'));
      const room = await admin.must<Room>('POST', '/rooms', { name: 'Closed', kind: 'private' });
      expect(await program.ask('GET', `/rooms/${room.id}/messages`)).toMatchObject(refused(404, 'room_not_found'));
    });

    test('among devices it is not listed, and does not crowd one out', async () => {
      const member = await newMember(app.url);
      const program = await programWith(member);
      for (let made = 0; made < 20; made++) await onAnotherDevice(member);
      expect((await me(program)).status).toBe(200);
      const device = await onAnotherDevice(member);
      const { items } = await device.must<SessionPage>('GET', '/auth/sessions');
      expect(items).toHaveLength(20);
      expect(items.map(({ by }) => by)).not.toContain('token');
      const [token] = await listOf(device);
      expect(await device.ask('DELETE', `/auth/sessions/${token?.id}`)).toMatchObject(refused(404, 'not_found'));
      expect((await me(program)).status).toBe(200);
    });
  });

  describe('ends', () => {
    test('when its person revokes it, and by no other person', async () => {
      const [member, other] = [await newMember(app.url), await newMember(app.url)];
      const program = await programWith(member, { name: 'Script' });
      const [{ id } = { id: '' }] = await listOf(member);
      expect(await other.ask('DELETE', `/auth/tokens/${id}`)).toMatchObject(refused(404, 'not_found'));
      expect((await me(program)).status).toBe(200);
      expect((await member.ask('DELETE', `/auth/tokens/${id}`)).status).toBe(204);
      expect(await me(program)).toMatchObject(ENDED);
      expect(await member.ask('DELETE', `/auth/tokens/${id}`)).toMatchObject(refused(404, 'not_found'));
      expect(await listOf(member)).toEqual([]);
      expect(await auditOf(member)).toContainEqual(
        expect.objectContaining({ action: 'token_revoked', actorId: member.id, detail: { name: 'Script' } }),
      );
    });

    test('when an administrator revokes it, and the person is mailed; moderators and members cannot', async () => {
      const [member, moderator] = [await newMember(app.url), await newMember(app.url)];
      await admin.must('PATCH', `/admin/users/${moderator.id}`, { role: 'moderator' });
      const program = await programWith(member, { name: 'Nightly' });
      const path = `/admin/users/${member.id}/tokens`;
      for (const person of [moderator, member])
        expect(await person.ask('GET', path)).toMatchObject(refused(403, 'forbidden'));
      const { items } = await admin.must<TokenPage>('GET', path);
      expect(items).toMatchObject([{ name: 'Nightly', scopes: EVERY_SCOPE }]);
      expect(JSON.stringify(items)).not.toContain('parley_pat_');
      const id = items[0]?.id ?? '';
      expect(await moderator.ask('DELETE', `${path}/${id}`)).toMatchObject(refused(403, 'forbidden'));
      expect(await admin.ask('DELETE', `/admin/users/${admin.id}/tokens/${id}`)).toMatchObject(
        refused(404, 'not_found'),
      );
      expect(await admin.ask('GET', `/admin/users/${randomUUID()}/tokens`)).toMatchObject(
        refused(404, 'user_not_found'),
      );
      await admin.must('DELETE', `${path}/${id}`);
      expect(await me(program)).toMatchObject(ENDED);
      expect(await auditOf(member)).toContainEqual(
        expect.objectContaining({ action: 'token_revoked', actorId: admin.id }),
      );
      await mailTo(addressOf(member), ({ subject }) => subject === 'A token of your Parley account was revoked');
    });

    test('with a reset of the password, of the factor, and when its person is disabled, signed out by others or deleted', async () => {
      const ways: [string, (member: Member) => Promise<unknown>][] = [
        [
          'reset',
          async (member) => {
            const { link } = await admin.must<{ link: string }>('POST', `/admin/users/${member.id}/password-link`);
            const token = /#token=(.*)$/.exec(link)?.[1];
            await new ApiClient(app.url).must('POST', '/auth/reset-password', {
              token,
              password: 'another fine password',
            });
          },
        ],
        ['sign-out', (member) => admin.must('DELETE', `/admin/users/${member.id}/sessions`)],
        ['disabling', (member) => admin.must('PATCH', `/admin/users/${member.id}`, { disabled: true })],
        ['deletion', (member) => member.must('DELETE', '/users/me', { password: PASSWORD })],
        [
          'factor',
          async (member) => {
            await withTotp(member);
            await admin.must('DELETE', `/admin/users/${member.id}/factors`);
          },
        ],
      ];
      for (const [way, end] of ways) {
        const member = await newMember(app.url);
        const program = await programWith(member);
        expect([way, (await me(program)).status]).toEqual([way, 200]);
        await end(member);
        expect([way, (await me(program)).status]).toEqual([way, 401]);
      }
    });

    test('for good: an account that is enabled again revives none (T28, T36)', async () => {
      const member = await newMember(app.url);
      const program = await programWith(member);
      await admin.must('PATCH', `/admin/users/${member.id}`, { disabled: true });
      expect(await me(program)).toMatchObject(ENDED);
      await admin.must('PATCH', `/admin/users/${member.id}`, { disabled: false });
      expect(await me(program)).toMatchObject(ENDED);
    });

    test('not with the session that made it, other devices or a password that its person changes', async () => {
      const member = await newMember(app.url);
      const program = await programWith(member);
      const device = await onAnotherDevice(member);
      await device.must('DELETE', '/auth/sessions');
      expect(await me(member)).toMatchObject(ENDED);
      expect((await me(program)).status).toBe(200);
      const change = { currentPassword: PASSWORD, newPassword: 'another fine password' };
      await device.must('POST', '/auth/change-password', change);
      expect((await me(program)).status).toBe(200);
      expect((await device.ask('POST', '/auth/logout', undefined, device.xsrf)).status).toBe(204);
      expect((await me(program)).status).toBe(200);
      await waitIsOver();
    });

    test('by its time; a week before its person is mailed, once', async () => {
      const member = await newMember(app.url);
      const program = await programWith(member, { name: 'Old one' });
      await makeToken(member, { name: 'For a day', days: 1 });
      const ends = (when: string) =>
        database.query(
          `UPDATE sessions s SET created_at = now() - interval '80 days', expires_at = now() + interval '${when}' FROM personal_tokens t
           WHERE t.session_id = s.id AND t.name = 'Old one' AND s.user_id = $1`,
          [member.id],
        );
      const expiry = app.nest.get(TokenExpiry, { strict: false });
      await ends('6 days');
      for (let run = 0; run < 2; run++) await expiry.run();
      const soon = await mailTo(
        addressOf(member),
        ({ subject }) => subject === 'A token of your Parley account ends soon',
      );
      expect(soon.text).toContain('Old one');
      const [{ warned } = { warned: 0 }] = await database.query<{ warned: number }>(
        `SELECT count(*)::int AS warned FROM mails WHERE template = 'token-expiring' AND recipient = $1`,
        [addressOf(member)],
      );
      expect(warned).toBe(1);
      expect((await me(program)).status).toBe(200);
      await ends('-1 second');
      expect(await me(program)).toMatchObject(ENDED);
      expect((await listOf(member)).map(({ name }) => name)).toEqual(['For a day']);
      for (let run = 0; run < 2; run++) await expiry.run();
      const ended = (await auditOf(member)).filter(({ action }) => action === 'token_expired');
      expect(ended).toMatchObject([{ actorId: null, detail: { name: 'Old one' } }]);
    });
  });
});
