import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEntry, AuditPage } from '../../src/audit/audit.dto.ts';
import type { SessionPage } from '../../src/auth/auth.dto.ts';
import { TokenExpiry } from '../../src/auth/tokens/token-expiry.ts';
import type { MadeToken, Token, TokenPage } from '../../src/auth/tokens/tokens.dto.ts';
import { Database } from '../../src/common/database/database.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { FoundPage } from '../../src/search/search.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { withTotp } from '../support/authenticator.ts';
import { uploaded } from '../support/files.ts';
import { mailTo } from '../support/mailbox.ts';
import {
  ApiClient,
  eventually,
  type Member,
  newGuest,
  newMember,
  onAnotherDevice,
  PASSWORD,
  refusal,
  refused,
} from '../support/member.ts';
import { EVERY_SCOPE, makeToken, programOf, programWith } from '../support/tokens.ts';
import { earlyInStep, totpCode } from '../support/totp-code.ts';

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

  describe('that is limited to rooms', () => {
    let member: Member;
    let other: Member;
    let program: Member;
    let open: Room;
    let closed: Room;
    let sent: { open: string; closed: string };
    let files: { open: string; closed: string };

    beforeAll(async () => {
      [member, other] = [await newMember(app.url), await newMember(app.url)];
      await other.goOnline();
      await member.goOnline();
      const createRoom = async (name: string) => {
        const room = await member.must<Room>('POST', '/rooms', { name, kind: 'private' });
        await other.must('POST', '/rooms/join', { code: room.code });
        return room;
      };
      [open, closed] = [await createRoom('Open'), await createRoom('Closed')];
      const post = async (room: Room) => {
        const { id } = await uploaded(other, { name: 'figures.json', bytes: Buffer.from('[1, 2]') });
        const message = { clientId: randomUUID(), body: 'the same pelican', attachmentIds: [id] };
        return {
          file: id,
          message: (await other.must<{ id: string }>('POST', `/rooms/${room.id}/messages`, message)).id,
        };
      };
      const [inOpen, inClosed] = [await post(open), await post(closed)];
      sent = { open: inOpen.message, closed: inClosed.message };
      files = { open: inOpen.file, closed: inClosed.file };
      program = await programWith(member, { roomIds: [open.id] });
    });

    afterAll(() => {
      for (const person of [member, other, program]) person.goOffline();
    });

    const HIDDEN = refused(404, 'room_not_found');

    test('knows those alone, by REST', async () => {
      const { items } = await program.must<{ items: Room[] }>('GET', '/rooms');
      expect(items.map(({ id }) => id)).toEqual([open.id]);
      for (const path of ['', '/details', '/members', '/messages', '/changes?since=0', '/pins', '/threads', '/files'])
        expect([path, await program.ask('GET', `/rooms/${closed.id}${path}`)]).toMatchObject([path, HIDDEN]);
      for (const path of ['', '/details', '/members', '/messages', '/changes?since=0', '/pins', '/threads', '/files'])
        expect([path, (await program.ask('GET', `/rooms/${open.id}${path}`)).status]).toEqual([path, 200]);
      const words = { clientId: randomUUID(), body: 'a word' };
      expect(await program.ask('POST', `/rooms/${closed.id}/messages`, words)).toMatchObject(HIDDEN);
      expect((await program.ask('POST', `/rooms/${open.id}/messages`, words)).status).toBe(201);
      for (const [method, path, body] of [
        ['PATCH', '', { name: 'Mine' }],
        ['DELETE', ''],
        ['POST', '/code'],
        ['POST', '/leave'],
        ['POST', '/members', { userIds: [other.id] }],
        ['PUT', `/bans/${other.id}`],
        ['DELETE', `/members/${other.id}`],
        ['PATCH', '/membership', { notify: 'all' }],
        ['PUT', '/read', { seq: 1 }],
      ] as const)
        expect([path, await program.ask(method, `/rooms/${closed.id}${path}`, body)]).toMatchObject([path, HIDDEN]);
    });

    test('reads, changes and forwards no message of another, and no file', async () => {
      const GONE = refused(404, 'message_not_found');
      for (const [method, path, body] of [
        ['GET', ''],
        ['GET', '/thread'],
        ['GET', '/readers'],
        ['PUT', '/reactions/%F0%9F%91%8D'],
        ['PUT', '/pin'],
        ['DELETE', ''],
        ['PATCH', '', { body: 'x' }],
      ] as const) {
        expect([path, await program.ask(method, `/messages/${sent.closed}${path}`, body)]).toMatchObject([path, GONE]);
      }
      expect((await program.ask('GET', `/messages/${sent.open}`)).status).toBe(200);
      const copy = { clientId: randomUUID(), body: '', forwardOf: sent.closed };
      expect(await program.ask('POST', `/rooms/${open.id}/messages`, copy)).toMatchObject(GONE);
      const content = (id: string) =>
        fetch(`${app.url}/api/v1/uploads/${id}/content`, { headers: { authorization: `Bearer ${program.token}` } });
      expect([(await content(files.open)).status, (await content(files.closed)).status]).toEqual([200, 404]);
      const { items } = await program.must<{ items: { id: string }[] }>('POST', '/uploads/urls', {
        ids: [files.open, files.closed],
      });
      expect(items.map(({ id }) => id)).toEqual([files.open]);
    });

    test('finds nothing elsewhere', async () => {
      const find = async (caller: Member, q: string) =>
        (await caller.must<FoundPage>('GET', `/search/messages?q=${encodeURIComponent(q)}`)).items.map(
          ({ message }) => message.id,
        );
      expect((await find(member, 'pelican')).sort()).toEqual([sent.open, sent.closed].sort());
      expect(await find(program, 'pelican')).toEqual([sent.open]);
      expect(await find(program, 'pelican in:closed')).toEqual([]);
      expect(await program.ask('GET', `/search/messages?q=pelican&roomId=${closed.id}`)).toMatchObject(HIDDEN);
    });

    test('does not go where no room is named', async () => {
      const { code } = await other.must<Room>('POST', '/rooms', { name: 'Third', kind: 'private' });
      for (const [method, path, body] of [
        ['GET', '/rooms/directory'],
        ['POST', '/rooms', { name: 'x', kind: 'private' }],
        ['POST', '/rooms/join', { code }],
        ['PUT', `/rooms/direct/${other.id}`],
        ['POST', '/rooms/read-all'],
        ['POST', '/rooms/read-back', { rooms: [] }],
        ['GET', `/users?q=${other.username}`],
        ['GET', `/users/${other.id}`],
        ['GET', `/presence?userIds=${other.id}`],
        ['GET', '/admin/users'],
      ] as const)
        expect([path, await program.ask(method, path, body)]).toMatchObject([path, refused(403, 'insufficient_scope')]);
    });

    test('hears of those alone, on the socket', async () => {
      const answer = await program.goOnline([{ roomId: closed.id, revision: 0 }]);
      expect(answer.rooms.map(({ id }) => id)).toEqual([open.id]);
      expect(answer.changes).toEqual([]);
      const HIDDEN_COMMAND = refusal(404, 'room_not_found');
      const words = { clientId: randomUUID(), body: 'from the program' };
      expect(await program.tryCommand('send_message', { roomId: closed.id, ...words })).toMatchObject(HIDDEN_COMMAND);
      for (const [command, payload] of [
        ['join_room', { roomId: closed.id }],
        ['create_room', { name: 'x', kind: 'private' }],
        ['watch_presence', { userIds: [other.id] }],
      ] as const)
        expect(await program.tryCommand(command, payload)).toMatchObject(refusal(403, 'insufficient_scope'));

      const quiet = await other.send(closed, `@${member.username} not for the program`);
      await other.command('edit_message', { messageId: quiet.id, body: 'still not' });
      await other.command('typing', { roomId: closed.id, active: true });
      await other.command('mark_read', { roomId: closed.id, seq: quiet.seq });
      await member.must('PATCH', `/rooms/${closed.id}`, { topic: 'not for it' });
      const third = await member.must<Room>('POST', '/rooms', { name: 'Fourth', kind: 'private' });
      await other.must('POST', '/rooms/join', { code: third.code });
      await other.send(third, 'nor this');
      // The sweep subscribes sockets to what they missed.
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      const last = `for the program ${randomUUID()}`;
      await other.send(open, last);
      await program.receivesMessage(open.id, last);
      const heard = program.receivedEvents.map((event) => JSON.stringify(event));
      for (const id of [closed.id, third.id]) expect(heard.filter((text) => text.includes(id))).toEqual([]);
    }, 30_000);
  });

  describe('of few scopes', () => {
    test('gets no event of the others', async () => {
      const [member, other] = [await newMember(app.url), await newMember(app.url)];
      const room = await member.must<Room>('POST', '/rooms', { name: 'Words', kind: 'private' });
      await other.must('POST', '/rooms/join', { code: room.code });
      await other.goOnline();
      const program = await programWith(member, { scopes: ['rooms:read', 'messages:read', 'people:read'] });
      await program.goOnline();
      expect(
        await program.tryCommand('send_message', { roomId: room.id, clientId: randomUUID(), body: 'x' }),
      ).toMatchObject(refusal(403, 'insufficient_scope'));
      await other.send(room, 'heard');
      await program.receivesMessage(room.id, 'heard');
      const few = await programWith(member, { scopes: ['rooms:read'] });
      const socket = await few.listen();
      expect(await few.tryCommand('sync', {})).toMatchObject(refusal(403, 'insufficient_scope'));
      await other.send(room, 'heard again');
      await program.receivesMessage(room.id, 'heard again');
      expect(few.receivedEvents).toEqual([]);
      expect(socket.connected).toBe(true);
      for (const each of [program, few, other]) each.goOffline();
    });

    test('does not show its person as here, unless it may', async () => {
      const [member, other] = [await newMember(app.url), await newMember(app.url)];
      const room = await member.must<Room>('POST', '/rooms', { name: 'Here', kind: 'private' });
      await other.must('POST', '/rooms/join', { code: room.code });
      const presence = async () =>
        (await other.must<{ presence: string }[]>('GET', `/presence?userIds=${member.id}`))[0]?.presence;
      const silent = await programWith(member, { scopes: ['rooms:read'] });
      await silent.listen();
      expect(await presence()).toBe('offline');
      const shown = await programWith(member, { scopes: ['presence:write'] });
      await shown.listen();
      await eventually(async () => (await presence()) === 'online', 'the member is here');
      silent.goOffline();
      shown.goOffline();
    });

    test('opens no file by an address that was signed for it', async () => {
      const member = await newMember(app.url);
      const room = await member.must<Room>('POST', '/rooms', { name: 'Files', kind: 'private' });
      const { id } = await uploaded(member, { name: 'figures.json', bytes: Buffer.from('[1, 2]') });
      await member.must('POST', `/rooms/${room.id}/messages`, {
        clientId: randomUUID(),
        body: '',
        attachmentIds: [id],
      });
      const urlFor = async (caller: Member) => {
        const { items } = await caller.must<{ items: { attachments: { url: string }[] }[] }>(
          'GET',
          `/rooms/${room.id}/messages`,
        );
        return items.flatMap(({ attachments }) => attachments)[0]?.url ?? '';
      };
      const status = async (url: string) => (await fetch(app.url + url)).status;
      expect(await status(await urlFor(member))).toBe(200);
      expect(await status(await urlFor(await programWith(member, { scopes: ['messages:read'] })))).toBe(403);
      const having = await programWith(member, { scopes: ['messages:read', 'files:read'] });
      const url = await urlFor(having);
      expect(await status(url)).toBe(200);
      const [token] = await listOf(member);
      await member.must('DELETE', `/auth/tokens/${token?.id}`);
      expect(await status(url)).toBe(401);
    });
  });

  describe('its secret', () => {
    test('is not sent to others in a message, nor by an edit; words like it are', async () => {
      const [member, other] = [await newMember(app.url), await newMember(app.url)];
      await member.goOnline();
      const room = await member.must<Room>('POST', '/rooms', { name: 'Words', kind: 'private' });
      const { secret } = await makeToken(member);
      const foreign = (await makeToken(other)).secret;
      const post = (body: string, clientId = randomUUID()) =>
        member.ask<{ id: string }>('POST', `/rooms/${room.id}/messages`, { clientId, body });
      for (const body of [secret, `curl -H "Authorization: Bearer ${secret}"`, `${foreign} ${secret}`]) {
        const answer = await post(body);
        expect(answer).toMatchObject(refused(400, 'secret_in_message'));
        expect(answer.body.fields).toHaveProperty('body');
        expect(JSON.stringify(answer.body)).not.toContain(secret);
        expect(
          await member.tryCommand('send_message', { roomId: room.id, clientId: randomUUID(), body }),
        ).toMatchObject(refusal(400, 'secret_in_message'));
      }
      const { body: message } = await post('fine');
      expect(await member.ask('PATCH', `/messages/${message.id}`, { body: secret })).toMatchObject(
        refused(400, 'secret_in_message'),
      );
      expect(await member.tryCommand('edit_message', { messageId: message.id, body: secret })).toMatchObject(
        refusal(400, 'secret_in_message'),
      );
      const wrong = secret.slice(0, -1) + (secret.endsWith('x') ? 'y' : 'x');
      for (const body of [foreign, wrong, 'parley_pat_ is how tokens begin'])
        expect((await post(body)).status).toBe(201);
      member.goOffline();
    });

    test('is in no table, audit entry, export or answer after the first (T39, T42)', async () => {
      const member = await newMember(app.url);
      const { token, secret } = await makeToken(member, { name: 'Planted', scopes: ['people:read'] });
      await me(programOf(member, secret));
      await programOf(member, secret).ask('GET', '/auth/tokens');
      await member.ask('POST', `/auth/tokens`, { name: secret.slice(0, 60), scopes: ['search'], days: 0 });
      const tables = await database.query<{ name: string }>(
        `SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
      );
      for (const { name } of tables) {
        const rows = await database.query(`SELECT FROM ${name} AS r WHERE r::text LIKE '%' || $1 || '%' LIMIT 1`, [
          secret.slice(11),
        ]);
        expect([name, rows]).toEqual([name, []]);
      }
      expect(JSON.stringify(await auditOf(member))).not.toContain(secret);
      await member.must('POST', '/users/me/export');
      const exported = await eventually(async () => {
        const { readyAt } = await member.must<{ readyAt: string | null }>('GET', '/users/me/export');
        return readyAt ? member.must<{ tokens: Token[] }>('GET', '/users/me/export/content') : undefined;
      }, 'the export is ready');
      expect(exported.tokens).toMatchObject([{ id: token.id, name: 'Planted', scopes: ['people:read'] }]);
      expect(JSON.stringify(exported)).not.toContain(secret);
      await member.must('DELETE', '/users/me', { password: PASSWORD });
      expect(await database.query(`SELECT FROM personal_tokens WHERE name = 'Planted'`)).toEqual([]);
    });
  });
});

describe('TOKENS', () => {
  const start = async (databaseUrl: string | undefined, TOKENS: string) =>
    startApp({ ...(databaseUrl && { databaseUrl }), settings: { TOKENS } });

  test('decides who has tokens, also of those that were made before', async () => {
    const on = await start(undefined, 'on');
    const admin = await newMember(on.url);
    const member = await newMember(on.url);
    const secrets = { admin: (await makeToken(admin)).secret, member: (await makeToken(member)).secret };
    const status = async (app: TestApp, person: 'admin' | 'member') =>
      (await programOf(admin, secrets[person], app.url).ask('GET', '/users/me')).status;

    const admins = await start(on.databaseUrl, 'admins');
    expect([await status(admins, 'admin'), await status(admins, 'member')]).toEqual([200, 401]);
    const wanted = { name: 'x', scopes: ['search'] };
    expect(await member.sameSession(admins.url).ask('POST', '/auth/tokens', wanted)).toMatchObject(
      refused(403, 'forbidden'),
    );
    expect((await admin.sameSession(admins.url).ask('POST', '/auth/tokens', wanted)).status).toBe(201);
    await admin.must('PATCH', `/admin/users/${member.id}`, { role: 'admin' });
    const program = programOf(admin, (await makeToken(member.sameSession(admins.url))).secret, admins.url);
    await program.listen();
    await admin.sameSession(admins.url).must('PATCH', `/admin/users/${member.id}`, { role: 'member' });
    await program.receives('session_ended');

    const off = await start(on.databaseUrl, 'off');
    expect([await status(off, 'admin'), await status(off, 'member')]).toEqual([401, 401]);
    const there = admin.sameSession(off.url);
    expect(await there.ask('POST', '/auth/tokens', wanted)).toMatchObject(refused(404, 'not_available'));
    expect(await there.ask('GET', '/auth/tokens')).toMatchObject(refused(404, 'not_available'));
    expect(await there.must('GET', '/server')).toMatchObject({ tokens: 'off' });
    for (const app of [off, admins, on]) await app.close();
  });

  test('counts 600 requests a minute for each token, beside those of its person', async () => {
    const app = await startApp({ settings: { RATE_LIMIT_SCALE: '0.02' } }); // twelve a minute
    const member = await newMember(app.url);
    const [one, other] = [await programWith(member), await programWith(member)];
    const answers = [];
    for (let asked = 0; asked < 14; asked++) answers.push(await one.ask('GET', '/users/me'));
    expect(answers.map(({ status }) => status)).toEqual([...Array<number>(12).fill(200), 429, 429]);
    expect(answers.at(-1)?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await other.ask('GET', '/users/me')).status).toBe(200);
    expect((await member.ask('GET', '/users/me')).status).toBe(200);
    // What it may not counts as well.
    const closed = [];
    for (let asked = 0; asked < 14; asked++) closed.push((await other.ask('GET', '/auth/sessions')).status);
    expect(closed.filter((status) => status === 429).length).toBeGreaterThan(1);
    await app.close();
  });
});
