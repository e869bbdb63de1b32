import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEntry, AuditPage } from '../../../src/audit/audit.dto.ts';
import type { Token } from '../../../src/auth/tokens/tokens.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { ApiClient, eventually, type Member, newMember, PASSWORD, refusal, refused } from '../../support/member.ts';
import { makeToken, programOf, programWith } from '../../support/sign-in/tokens.ts';

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

  const auditOf = async ({ id }: Member): Promise<AuditEntry[]> =>
    (await admin.must<AuditPage>('GET', `/admin/audit?userId=${id}&limit=100`)).items;
  const me = (caller: ApiClient) => caller.ask('GET', '/users/me');

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
