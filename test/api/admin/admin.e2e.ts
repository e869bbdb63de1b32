import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AccountPage } from '../../../src/admin/admin.dto.ts';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { ApiClient, type Member, newMember, PASSWORD, refused } from '../../support/member.ts';
import { DataSource } from '../../support/server-packages.ts';

describe('administration of a server', () => {
  let app: TestApp;
  let admin: Member;
  let moderator: Member;
  let member: Member;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
    moderator = await newMember(app.url);
    member = await newMember(app.url);
    await admin.must('PATCH', `/admin/users/${moderator.id}`, { role: 'moderator' });
  });

  afterAll(() => app.close());

  const give = (by: Member, to: Member, role: string) => by.ask('PATCH', `/admin/users/${to.id}`, { role });

  test('is closed to members', async () => {
    for (const path of ['/admin/users', '/admin/audit'])
      expect(await member.ask('GET', path)).toMatchObject({ status: 403 });
    expect(await give(member, member, 'admin')).toMatchObject({ status: 403 });
  });

  test('lists accounts by part of a name or address, page by page', async () => {
    const found = await moderator.must<AccountPage>('GET', `/admin/users?q=${member.username}`);
    expect(found.items).toMatchObject([{ id: member.id, email: `${member.username}@example.org`, disabled: false }]);
    const first = await admin.must<AccountPage>('GET', '/admin/users?limit=2');
    const second = await admin.must<AccountPage>('GET', `/admin/users?limit=2&cursor=${first.next}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([admin.id, moderator.id, member.id]);
    expect(second.next).toBeNull();
  });

  test('says who is here now, but not of people who hide their presence', async () => {
    const here = async ({ username }: Member) =>
      (await admin.must<AccountPage>('GET', `/admin/users?q=${username}`)).items[0]?.here;
    const [present, hidden] = [await newMember(app.url), await newMember(app.url)];
    await hidden.must('PATCH', '/users/me', { preferences: { hidePresence: true } });
    expect(await here(present)).toBe(false);
    await present.goOnline();
    await hidden.goOnline();
    expect(await here(present)).toBe(true);
    expect(await here(hidden)).toBe(false);
    present.goOffline();
    hidden.goOffline();
  });

  test('moderators assign no roles and cannot change their own rank or above', async () => {
    expect(await give(moderator, member, 'moderator')).toMatchObject({ status: 403 });
    expect(await moderator.ask('PATCH', `/admin/users/${admin.id}`, { disabled: true })).toMatchObject({ status: 403 });
    expect(await moderator.ask('DELETE', `/admin/users/${admin.id}/sessions`)).toMatchObject({ status: 403 });
  });

  test('a new role counts at once, on an open socket too', async () => {
    const helper = await newMember(app.url);
    await helper.goOnline();
    await give(admin, helper, 'moderator');
    expect(await helper.receives('user_changed', ({ id }) => id === helper.id)).toMatchObject({ role: 'moderator' });
    expect(await helper.ask('GET', '/admin/users')).toMatchObject({ status: 200 });
    await give(admin, helper, 'member');
    expect(await helper.ask('GET', '/admin/users')).toMatchObject({ status: 403 });
    helper.goOffline();
  });

  test('a disabled account is signed out at once and cannot sign in until it is enabled', async () => {
    const troubled = await newMember(app.url);
    await troubled.goOnline();
    const login = () =>
      new ApiClient(app.url).ask('POST', '/auth/login', { login: troubled.username, password: PASSWORD });
    await moderator.must('PATCH', `/admin/users/${troubled.id}`, { disabled: true });
    expect(await troubled.receives('session_ended')).toEqual({ reason: 'account_disabled' });
    expect(await troubled.ask('GET', '/users/me')).toMatchObject({ status: 401 });
    expect(await login()).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
    await moderator.must('PATCH', `/admin/users/${troubled.id}`, { disabled: false });
    expect(await login()).toMatchObject({ status: 200 });
  });

  test('the last administrator cannot step down, delete the account or be outvoted', async () => {
    expect(await give(admin, admin, 'member')).toMatchObject({ status: 409, body: { code: 'last_admin' } });
    expect(await admin.ask('DELETE', '/users/me', { password: PASSWORD })).toMatchObject({ status: 409 });
    const second = await newMember(app.url);
    await give(admin, second, 'admin');
    const answers = await Promise.all([give(admin, admin, 'member'), give(second, second, 'member')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const left = await [admin, second].reduce(async (found, one) => {
      const { status } = await one.ask('GET', '/admin/audit');
      return status === 200 ? one : found;
    }, Promise.resolve(admin));
    if (left !== admin) await give(left, admin, 'admin');
  });

  test('all of it is audited: actor, action, target, address', async () => {
    const { items, people } = await admin.must<AuditPage>(
      'GET',
      `/admin/audit?action=role_changed&userId=${moderator.id}`,
    );
    expect(people.map(({ id }) => id).sort()).toEqual([admin.id, moderator.id].sort());
    expect(items).toMatchObject([
      {
        action: 'role_changed',
        actorId: admin.id,
        targetId: moderator.id,
        ip: expect.any(String),
        requestId: expect.any(String),
        detail: { from: 'member', to: 'moderator' },
      },
    ]);
  });

  test('the audit log is read by days', async () => {
    const { items } = await admin.must<AuditPage>('GET', '/admin/audit?limit=5');
    const at = items[2]?.at ?? '';
    const between = (from: string, to: string) =>
      admin.must<AuditPage>(
        'GET',
        `/admin/audit?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}&limit=100`,
      );
    const since = await between(at, '9999-01-01T00:00:00Z');
    expect(since.items.map(({ id }) => id)).toContain(items[2]?.id);
    expect(since.items.every((each) => each.at >= at)).toBe(true);
    expect((await between('2000-01-01T00:00:00Z', '2000-01-02T00:00:00Z')).items).toEqual([]);
    expect(await admin.ask('GET', '/admin/audit?from=yesterday')).toMatchObject(refused(400, 'invalid_input'));
  });

  test('and the audit log cannot be changed', async () => {
    const database = app.nest.get(DataSource);
    for (const statement of [`DELETE FROM audit_log`, `UPDATE audit_log SET actor_id = NULL`, `TRUNCATE audit_log`])
      await expect(database.query(statement)).rejects.toThrow('append-only');
  });
});
