import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { AuditPage } from '../../src/audit/audit.dto.ts';
import { Database } from '../../src/common/database/database.ts';
import { NodeRegistry } from '../../src/health/node-registry.ts';
import type { ServerHealth } from '../../src/health/server-health.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { freePort } from '../support/built-server.ts';
import { startClamd } from '../support/services/clamd.mjs';
import { mailsTo } from '../support/mailbox.ts';
import { eventually, type Member, newMember, newName, PASSWORD, refused, ApiClient } from '../support/member.ts';
import { ServerDate } from '../support/server-packages.ts';

const part = ({ parts }: ServerHealth, name: string) => parts.find((each) => each.name === name);

describe('the health of a server', () => {
  let app: TestApp;
  const others: TestApp[] = [];
  let admin: Member;
  let moderator: Member;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
    moderator = await newMember(app.url);
    await admin.must('PATCH', `/admin/users/${moderator.id}`, { role: 'moderator' });
  });

  afterAll(async () => {
    for (const each of [...others, app]) await each.close();
  });

  /** All stay until the end: Passport has one strategy in a process, that of the last started server. */
  const another = async (settings: Record<string, string> = {}) => {
    const other = await startApp({ databaseUrl: app.databaseUrl, settings });
    others.push(other);
    return other;
  };
  const look = (from = admin) => from.must<ServerHealth>('GET', '/admin/health');

  test('is for administrators alone', async () => {
    expect(await moderator.ask('GET', '/admin/health')).toMatchObject(refused(403, 'forbidden'));
    expect(await moderator.ask('POST', '/admin/mails/retry')).toMatchObject(refused(403, 'forbidden'));
    expect(await moderator.ask('POST', '/admin/mails/test')).toMatchObject(refused(403, 'forbidden'));
  });

  test('a test mail comes to the administrator who asks for it', async () => {
    const recipient = admin.user.email ?? '';
    expect(await admin.ask('POST', '/admin/mails/test')).toMatchObject({ status: 202, body: { recipient } });
    await eventually(
      async () => (await mailsTo(recipient)).some(({ subject }) => subject === 'A test mail from Parley'),
      'the test mail comes',
    );
  });

  test('lists each part: its state, or that it is not configured', async () => {
    const health = await look();
    const states = Object.fromEntries(health.parts.map(({ name, state }) => [name, state]));
    expect(states).toEqual({
      database: 'up',
      migrations: 'up',
      redis: 'off',
      mail: 'up',
      scanner: 'off',
      storage: 'up',
    });
    expect(health.storageFree).toBeGreaterThan(0);
    expect(health.filesPending).toBe(0);
  });

  test('names each process while it runs', async () => {
    const { nodes } = await look();
    expect(nodes).toHaveLength(1);
    expect(nodes[0]).toMatchObject({ kind: 'web', alive: true, leaseFresh: true, redisHealthy: true, own: true });
    const other = await another();
    expect((await look()).nodes.map(({ own }) => own)).toEqual([true, false]);
    await other.nest.get(NodeRegistry).beforeApplicationShutdown();
    expect((await look()).nodes).toHaveLength(1);
  });

  test('names a process whose clock is not that of the database', async () => {
    const registry = app.nest.get(NodeRegistry);
    const skewAfter = async (wrongMs: number) => {
      const clock = jest.spyOn(ServerDate, 'now');
      clock.mockImplementation(() => performance.timeOrigin + performance.now() + wrongMs);
      await registry.report().finally(() => clock.mockRestore());
      return (await look()).nodes.find(({ own }) => own)?.clockSkew ?? NaN;
    };
    for (const wrongMs of [0, 3_600_000, -90_000, 0])
      expect(Math.abs((await skewAfter(wrongMs)) - wrongMs)).toBeLessThan(2000);
  });

  test('shows a killed process as silent, and removes it later', async () => {
    const database = app.nest.get(Database);
    const killed = '00000000-0000-4000-8000-000000000000';
    const silentSince = (seconds: number) =>
      database.query(
        `INSERT INTO nodes VALUES ($1, 'gone', 'worker', '0', now(), now() - make_interval(secs => $2), 0, 0, true, true)
         ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`,
        [killed, seconds],
      );
    const found = async () => (await look()).nodes.find(({ id }) => id === killed);
    await silentSince(15);
    expect(await found()).toMatchObject({ alive: true });
    await silentSince(40);
    expect(await found()).toMatchObject({ alive: false });
    await silentSince(400);
    expect(await found()).toBeUndefined();
  });

  test('reports a service that does not answer', async () => {
    const nowhere = String(await freePort());
    const settings = { MAIL_PORT: nowhere, CLAMAV_HOST: '127.0.0.1', CLAMAV_PORT: nowhere };
    const broken = await another(settings);
    const health = await look(admin.sameSession(broken.url));
    for (const name of ['mail', 'scanner'])
      expect(part(health, name)).toMatchObject({ state: 'down', detail: expect.stringContaining('ECONNREFUSED') });
    expect(part(health, 'database')).toMatchObject({ state: 'up', detail: null });
  });

  test('recognises a scanner that answers', async () => {
    const clamd = await startClamd();
    const settings = { CLAMAV_HOST: '127.0.0.1', CLAMAV_PORT: String(clamd.port) };
    const scanned = await another(settings);
    expect(part(await look(admin.sameSession(scanned.url)), 'scanner')).toMatchObject({ state: 'up' });
    await clamd.stop();
  }, 60_000);

  describe('when the mail server was away', () => {
    let broken: TestApp;

    beforeAll(async () => {
      const settings = { MAIL_PORT: String(await freePort()) };
      broken = await another(settings);
    });

    const standings = {
      'in hands': { tries: 1, due: '1 minute', age: '1 minute' },
      'given up': { tries: 12, due: '1 hour', age: '1 minute' },
      'given up long ago': { tries: 12, due: '1 hour', age: '1 day' },
    };

    /** The address of a mail that could not be sent. */
    async function unsent(standing: keyof typeof standings): Promise<string> {
      const name = newName();
      const email = `${name}@example.org`;
      await new ApiClient(broken.url).must('POST', '/auth/register', { username: name, email, password: PASSWORD });
      const database = app.nest.get(Database);
      const failed = () =>
        database.query<{ id: string }>(`SELECT id FROM mails WHERE recipient = $1 AND last_error IS NOT NULL`, [email]);
      const mail = await eventually(async () => (await failed())[0], 'the mail has failed');
      const { tries, due, age } = standings[standing];
      await database.query(
        `UPDATE mails SET tries = $2, due_at = now() + $3::interval, created_at = now() - $4::interval WHERE id = $1`,
        [mail.id, tries, due, age],
      );
      return email;
    }

    test('failures are listed with their reason and without addresses', async () => {
      const email = await unsent('in hands');
      const { mails } = await look();
      expect(mails.waiting).toBeGreaterThanOrEqual(1);
      expect(mails.retrying).toBeGreaterThanOrEqual(1);
      expect(mails.oldestSeconds).toBeGreaterThanOrEqual(0);
      expect(mails.failures[0]).toMatchObject({
        template: 'verify-email',
        recipient: `${email[0]}…@example.org`,
        reason: expect.stringContaining('ECONNREFUSED'),
        tries: 1,
        nextTryAt: expect.any(String),
      });
      expect(JSON.stringify(mails)).not.toContain(email);
    });

    test('they are sent when an administrator retries; mails under way or out of date stay', async () => {
      const [underWay, outdated, wanted] = [
        await unsent('in hands'),
        await unsent('given up long ago'),
        await unsent('given up'),
      ];
      expect((await look()).mails.givenUp).toBe(2);
      expect(await admin.must('POST', '/admin/mails/retry')).toEqual({ retried: 1 });
      await eventually(async () => (await mailsTo(wanted)).length === 1, 'the mail arrives');
      for (const other of [underWay, outdated]) expect(await mailsTo(other)).toEqual([]);
      const { items } = await admin.must<AuditPage>('GET', '/admin/audit?action=mails_retried');
      expect(items).toMatchObject([{ actorId: admin.id, targetId: null, detail: { count: '1' } }]);
    });
  });
});
