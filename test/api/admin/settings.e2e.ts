import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type { ServerInfo } from '../../../src/health/server-info.dto.ts';
import type { Settings, UpdateSettings } from '../../../src/settings/settings.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { newDatabase, startApp, type TestApp } from '../../support/app.ts';
import { postFile, upload, uploaded } from '../../support/files.ts';
import { png } from '../../support/generated-files/files.ts';
import { codeFor, mailTo } from '../../support/mailbox.ts';
import {
  ApiClient,
  eventually,
  lobbyOf,
  type Member,
  newGuest,
  newMember,
  newName,
  PASSWORD,
  refused,
} from '../../support/member.ts';

describe('settings of the server', () => {
  let app: TestApp;
  let other: TestApp;
  let admin: Member;
  let member: Member;

  beforeAll(async () => {
    app = await startApp();
    other = await startApp({ databaseUrl: app.databaseUrl, settings: { GUEST_ACCESS: 'on', AUDIT_RETENTION: '90' } });
    admin = await newMember(app.url);
    member = await newMember(app.url);
  });

  afterAll(async () => {
    await other.close();
    await app.close();
  });

  const change = (changes: UpdateSettings) => admin.must<Settings>('PATCH', '/admin/settings', changes);
  const info = (at = app.url) => new ApiClient(at).must<ServerInfo>('GET', '/server');
  const register = (email: string, at = app.url) =>
    new ApiClient(at).ask('POST', '/auth/register', { username: newName(), email, password: PASSWORD });
  const putLogo = (bytes: Buffer, by: Member = admin) =>
    postFile<Settings>(by, 'PUT', '/admin/settings/logo', { name: 'logo.png', type: 'image/png', bytes });

  test('are for administrators alone', async () => {
    const moderator = await newMember(app.url);
    await admin.must('PATCH', `/admin/users/${moderator.id}`, { role: 'moderator' });
    const gone = await newMember(app.url);
    gone.token = 'none';
    const people: [Member, number][] = [
      [gone, 401],
      [await newGuest(app.url), 403],
      [member, 403],
      [moderator, 403],
    ];
    for (const [person, status] of people) {
      expect(await person.ask('GET', '/admin/settings')).toMatchObject({ status });
      expect(await person.ask('PATCH', '/admin/settings', { guestAccess: false })).toMatchObject({ status });
      expect(await person.ask('DELETE', '/admin/settings/logo')).toMatchObject({ status });
      expect(await putLogo(await png(), person)).toMatchObject({ status });
    }
    expect((await info()).guestAccess).toBe(true);
  });

  test('change one by one, are undone by null, and say who has changed them', async () => {
    const before = await admin.must<Settings>('GET', '/admin/settings');
    expect(before.values).toEqual(before.defaults);
    const changed = await change({ serverName: 'Example Works', messageLength: 10 });
    expect(changed.values).toEqual({ ...before.values, serverName: 'Example Works', messageLength: 10 });
    expect(changed.changes.map(({ setting, by }) => [setting, by?.id])).toEqual([
      ['messageLength', admin.id],
      ['serverName', admin.id],
    ]);
    expect(await info()).toMatchObject({ name: 'Example Works', limits: { messageBody: 10 } });
    const { items } = await admin.must<AuditPage>('GET', '/admin/audit?action=setting_changed');
    expect(items.map(({ actorId, detail }) => [actorId, detail])).toEqual(
      expect.arrayContaining([[admin.id, { setting: 'messageLength', from: '4000', to: '10' }]]),
    );
    const undone = await change({ serverName: null, messageLength: null });
    expect(undone).toEqual(before);
  });

  test('that are wrong are refused at their field, and nothing changes', async () => {
    const wrong: [UpdateSettings | Record<string, unknown>, string][] = [
      [{ registration: 'maybe' }, 'registration'],
      [{ registrationDomains: ['nowhere'] }, 'registrationDomains'],
      [{ registration: 'domains' }, 'registrationDomains'],
      [{ accentColor: '#ffee00' }, 'accentColor'],
      [{ mailSender: 'nobody' }, 'mailSender'],
      [{ messageLength: 16_001 }, 'messageLength'],
      [{ messageLength: 1.5 }, 'messageLength'],
      [{ fileSize: 26 }, 'fileSize'],
      [{ auditRetention: 29 }, 'auditRetention'],
      [{ sessionRetention: 6 }, 'sessionRetention'],
      [{ loginsPerAddress: 0 }, 'loginsPerAddress'],
      [{ trustedNetworks: ['0.0.0.0/0'] }, 'trustedNetworks'],
      [{ trustedNetworks: 'all' }, 'trustedNetworks'],
      [{ serverName: 'x'.repeat(41) }, 'serverName'],
      [{ logo: 'f'.repeat(32) }, 'logo'],
      [{ unknown: 1 }, 'unknown'],
    ];
    for (const [changes, field] of wrong)
      expect([changes, await admin.ask('PATCH', '/admin/settings', { serverName: 'No', ...changes })]).toMatchObject([
        changes,
        { ...refused(400, 'invalid_input'), body: { fields: { [field]: [expect.any(String)] } } },
      ]);
    expect((await info()).name).toBe('');
  });

  test('are those of a variable where the environment has one', async () => {
    const there = new ApiClient(other.url);
    there.token = admin.token;
    expect((await there.must<Settings>('GET', '/admin/settings')).locked).toEqual([
      { setting: 'guestAccess', variable: 'GUEST_ACCESS' },
      { setting: 'auditRetention', variable: 'AUDIT_RETENTION' },
    ]);
    const refusal = await there.ask('PATCH', '/admin/settings', { guestAccess: false, serverName: 'No' });
    expect(refusal).toMatchObject({
      ...refused(409, 'set_by_variable'),
      body: { fields: { guestAccess: ['is set by GUEST_ACCESS'] } },
    });
    await change({ guestAccess: false });
    expect((await info()).guestAccess).toBe(false);
    expect((await info(other.url)).guestAccess).toBe(true);
    await change({ guestAccess: null });
  });

  test('are announced to the people who are connected, on every node', async () => {
    const there = await newMember(other.url);
    for (const person of [member, there]) await person.goOnline();
    await change({ serverName: 'Harbour' });
    for (const person of [member, there]) {
      const { changedAt } = await person.receives('server_changed');
      expect(Date.parse(changedAt)).not.toBeNaN();
    }
    expect((await info(other.url)).name).toBe('Harbour');
    for (const person of [member, there]) person.goOffline();
    await change({ serverName: null });
  });

  test('count on another node within five seconds, without a hint as well', async () => {
    await change({ serverName: 'Both' });
    const since = Date.now();
    await eventually(async () => (await info(other.url)).name === 'Both', 'the other node has it');
    expect(Date.now() - since).toBeLessThan(5_000);
    await change({ serverName: null });
    await eventually(async () => (await info(other.url)).name === '', 'the other node has it');
  });

  test('bound messages that are sent', async () => {
    const lobby = await lobbyOf(member);
    const send = (length: number) =>
      member.ask('POST', `/rooms/${lobby.id}/messages`, { clientId: randomUUID(), body: 'x'.repeat(length) });
    await change({ messageLength: 20 });
    expect(await send(21)).toMatchObject(refused(400, 'invalid_input'));
    expect(await send(20)).toMatchObject({ status: 201 });
    await change({ messageLength: 16_000 });
    const long = { clientId: randomUUID(), body: '\u{10ffff}'.repeat(16_000) };
    expect(await member.ask('POST', `/rooms/${lobby.id}/messages`, JSON.stringify(long))).toMatchObject({
      status: 201,
    });
    await change({ messageLength: null });
    expect(await send(4_001)).toMatchObject(refused(400, 'invalid_input'));
  });

  test('bound files, those of a person and those of all', async () => {
    const put = async (bytes: number) => {
      const file = { name: 'a.txt', type: 'text/plain', bytes: new Uint8Array(bytes).fill(65) };
      const { status, body } = await upload(member, file);
      return [status, body.code];
    };
    await change({ fileSize: 1 });
    expect(await put(1_100_000)).toEqual([413, 'file_too_large']);
    await change({ fileSize: null, uploadQuota: 1 });
    expect(await put(1_100_000)).toEqual([409, 'quota_exceeded']);
    const lobby = await lobbyOf(member);
    const half = await uploaded(member, { name: 'half.txt', bytes: Buffer.alloc(600_000, 65) });
    const message = { clientId: randomUUID(), body: '', attachmentIds: [half.id] };
    const { id } = await member.must<Message>('POST', `/rooms/${lobby.id}/messages`, message);
    // What is forwarded counts for whoever forwards.
    const copy = { clientId: randomUUID(), body: '', forwardOf: id };
    expect(await member.ask('POST', `/rooms/${lobby.id}/messages`, copy)).toMatchObject(refused(409, 'quota_exceeded'));
    await member.must('DELETE', `/messages/${id}`);
    await change({ uploadQuota: null, totalQuota: 1 });
    expect(await put(1_100_000)).toEqual([507, 'storage_full']);
    expect((await put(10_000))[0]).toBe(201);
    await change({ totalQuota: null });
  });

  describe('of registration', () => {
    test('let in addresses of some domains, and say which to the others', async () => {
      await change({ registration: 'domains', registrationDomains: ['Example.ORG', '*.example.net'] });
      expect(await info()).toMatchObject({
        registration: 'domains',
        registrationDomains: ['example.org', '*.example.net'],
      });
      expect(await register(`${newName()}@example.org`)).toMatchObject({ status: 202 });
      expect(await register(`${newName()}@a.example.net`)).toMatchObject({ status: 202 });
      for (const domain of ['example.net', 'a.example.org', 'example.org.evil.example'])
        expect(await register(`${newName()}@${domain}`)).toMatchObject({
          ...refused(403, 'email_domain_not_allowed'),
          body: { fields: { email: ['must be an address at example.org or *.example.net'] } },
        });
      await change({ registration: null, registrationDomains: null });
      expect((await info()).registrationDomains).toEqual([]);
    });

    test('count for what waits as well', async () => {
      const email = `${newName()}@example.com`;
      const client = new ApiClient(app.url);
      await client.must('POST', '/auth/register', { username: newName(), email, password: PASSWORD });
      const code = await codeFor(email);
      await change({ registration: 'domains', registrationDomains: ['example.org'] });
      expect(await client.ask('POST', '/auth/verify-email', { email, code })).toMatchObject(
        refused(403, 'email_domain_not_allowed'),
      );
      await change({ registration: 'closed' });
      expect(await register(`${newName()}@example.org`)).toMatchObject(refused(403, 'registration_closed'));
      await change({ registration: null, registrationDomains: null });
    });
  });

  test('name the sender of mails', async () => {
    await change({ mailSender: 'Example Works <chat@example.org>' });
    const { recipient } = await admin.must<{ recipient: string }>('POST', '/admin/mails/test');
    const isTest = ({ subject }: { subject: string }) => subject === 'A test mail from Parley';
    expect((await mailTo(recipient, isTest)).headers.from).toContain('chat@example.org');
    await change({ mailSender: null });
  });

  test('a picture of the server is encoded anew, seen by strangers, and its files go when it is replaced', async () => {
    expect((await putLogo(Buffer.from('no picture'))).status).toBe(422);
    const first = (await putLogo(await png())).body;
    const { logoUrl } = await info();
    expect(logoUrl).toMatch(/^\/api\/v1\/avatars\/[0-9a-f]{32}$/);
    expect(first.logoUrl).toBe(logoUrl);
    const seen = await fetch(`${app.url}${logoUrl}`);
    expect([seen.status, seen.headers.get('content-type')]).toEqual([200, 'image/webp']);
    const second = (await putLogo(await png())).body;
    expect(second.logoUrl).not.toBe(first.logoUrl);
    expect((await admin.must<Settings>('DELETE', '/admin/settings/logo')).logoUrl).toBeNull();
    const statusOf = async (url: string | null) => (await fetch(`${app.url}${url}`)).status;
    for (const { logoUrl: old } of [first, second])
      await eventually(async () => (await statusOf(old)) === 404, 'the files are gone');
  });
});

describe('settings that could not be read yet', () => {
  test('let nobody in by a default that may have been changed', async () => {
    const databaseUrl = await newDatabase();
    const operator = new Client({ connectionString: databaseUrl });
    await operator.connect();
    await operator.query(`ALTER TABLE settings RENAME TO settings_away`);
    const app = await startApp({ databaseUrl });
    try {
      const visitor = new ApiClient(app.url);
      const account = { username: newName(), email: `${newName()}@example.org`, password: PASSWORD };
      const register = () => visitor.ask('POST', '/auth/register', account);
      expect(await register()).toMatchObject(refused(503, 'unavailable'));
      expect(await visitor.ask('POST', '/auth/guest', { displayName: 'Gus' })).toMatchObject({ status: 503 });
      await operator.query(`ALTER TABLE settings_away RENAME TO settings`);
      await eventually(async () => (await register()).status === 202, 'the settings are read');
    } finally {
      await operator.end();
      await app.close();
    }
  });
});
