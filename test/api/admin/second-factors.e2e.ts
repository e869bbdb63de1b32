import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Account, AccountPage } from '../../../src/admin/admin.dto.ts';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { withTotp } from '../../support/sign-in/authenticator.ts';
import { mailTo } from '../../support/mailbox.ts';
import { SoftwareDevice } from '../../support/sign-in/software-passkey.ts';
import { ApiClient, type Member, newMember, PASSWORD, refused } from '../../support/member.ts';
import { runCommand } from '../../support/operator.ts';

describe('the second factor of another person', () => {
  let app: TestApp;
  let admin: Member;
  let database: Database;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
    database = app.nest.get(Database, { strict: false });
  });

  afterAll(() => app.close());

  const login = (member: Member) =>
    new ApiClient(app.url).ask('POST', '/auth/login', { login: member.username, password: PASSWORD });
  const seenBy = async (caller: Member, { username }: Member): Promise<Account | undefined> =>
    (await caller.must<AccountPage>('GET', `/admin/users?q=${username}`)).items[0];

  test('is seen by administrators, and by no moderator', async () => {
    const member = await newMember(app.url);
    const moderator = await newMember(app.url);
    await admin.must('PATCH', `/admin/users/${moderator.id}`, { role: 'moderator' });
    expect(await seenBy(admin, member)).toMatchObject({ secondFactor: 'none' });
    await withTotp(member);
    expect(await seenBy(admin, member)).toMatchObject({ secondFactor: 'set' });
    expect(await seenBy(admin, member)).toMatchObject({ secondFactors: ['totp'], by: ['password'], managedBy: null });
    expect(await seenBy(moderator, member)).toMatchObject({
      ...{ secondFactor: null, secondFactors: null, by: null, managedBy: null },
    });

    const having = async (secondFactor: string, caller = admin) =>
      caller.ask<AccountPage>('GET', `/admin/users?q=${member.username}&secondFactor=${secondFactor}`);
    expect((await having('set')).body).toMatchObject({ items: [{ id: member.id }], total: 1 });
    expect((await having('none')).body).toMatchObject({ items: [], total: 0 });
    await member.must('DELETE', '/auth/totp');
    await new SoftwareDevice().addTo(member);
    expect(await seenBy(admin, member)).toMatchObject({ secondFactors: ['passkey'], by: ['password', 'passkey'] });
    expect((await having('set')).body).toMatchObject({ items: [{ id: member.id }] });
    expect(await having('some')).toMatchObject(refused(400, 'invalid_input'));
    expect(await having('none', moderator)).toMatchObject(refused(403, 'forbidden'));
    expect(await moderator.ask('GET', '/admin/users?provider=house')).toMatchObject(refused(403, 'forbidden'));
  });

  test('T9: or a password is proved anew before a role is given', async () => {
    const member = await newMember(app.url);
    const path = `/admin/users/${member.id}`;
    await database.query(`UPDATE sessions SET proved_at = now() - interval '11 minutes' WHERE user_id = $1`, [
      admin.id,
    ]);
    expect(await admin.ask('PATCH', path, { role: 'moderator' })).toMatchObject(refused(403, 'confirmation_required'));
    expect(await member.ask('PATCH', path, { role: 'admin' })).toMatchObject(refused(403, 'forbidden'));
    expect((await admin.ask('PATCH', path, { disabled: true })).status).toBe(200);
    await admin.must('POST', '/auth/confirm', { password: PASSWORD });
    expect((await admin.ask('PATCH', path, { role: 'moderator', disabled: false })).status).toBe(200);
  });

  test('is reset by an administrator with a fresh proof: sessions end, a mail and the audit log tell', async () => {
    const member = await newMember(app.url);
    const path = `/admin/users/${member.id}/factors`;
    expect(await admin.ask('DELETE', path)).toMatchObject(refused(404, 'not_found'));
    await withTotp(member);
    for (const stranger of [member, await newMember(app.url)])
      expect(await stranger.ask('DELETE', path)).toMatchObject(refused(403, 'forbidden'));
    expect(await admin.ask('DELETE', `/admin/users/${admin.id}/factors`)).toMatchObject(refused(403, 'forbidden'));
    await database.query(`UPDATE sessions SET proved_at = now() - interval '11 minutes' WHERE user_id = $1`, [
      admin.id,
    ]);
    expect(await admin.ask('DELETE', path)).toMatchObject(refused(403, 'confirmation_required'));
    expect(await login(member)).toMatchObject(refused(401, 'second_factor_required'));
    await admin.must('POST', '/auth/confirm', { password: PASSWORD });
    expect((await admin.ask('DELETE', path)).status).toBe(204);
    expect(await member.ask('GET', '/users/me')).toMatchObject(refused(401, 'session_ended'));
    expect((await login(member)).status).toBe(200);
    await mailTo(`${member.username}@example.org`, ({ subject }) => subject.includes('was turned off'));
    const { items } = await admin.must<AuditPage>('GET', `/admin/audit?action=factors_reset&userId=${member.id}`);
    expect(items).toMatchObject([{ actorId: admin.id, targetId: member.id }]);
  });

  test('is reset by command, and a disabled account enabled (T41)', async () => {
    const member = await newMember(app.url);
    await withTotp(member);
    await admin.must('PATCH', `/admin/users/${member.id}`, { disabled: true });
    const run = (command: string, name: string) => runCommand(app.databaseUrl, [command, '--username', name]);
    expect(await run('reset-second-factor', 'nobody_here')).toMatchObject({
      code: 1,
      output: expect.stringContaining('There is no account with the user name nobody_here'),
    });
    expect(await run('reset-second-factor', member.username.toUpperCase())).toMatchObject({ code: 0 });
    expect(await run('reset-second-factor', member.username)).toMatchObject({ code: 1 });
    expect(await login(member)).toMatchObject(refused(401, 'invalid_credentials'));
    expect(await run('enable', member.username)).toMatchObject({ code: 0 });
    expect(await run('enable', member.username)).toMatchObject({ code: 1 });
    expect((await login(member)).status).toBe(200);
    const { items } = await admin.must<AuditPage>('GET', `/admin/audit?userId=${member.id}&limit=100`);
    for (const action of ['factors_reset', 'account_enabled'])
      expect(items).toContainEqual(expect.objectContaining({ action, actorId: null, detail: { by: 'command' } }));
  }, 120_000);
});
