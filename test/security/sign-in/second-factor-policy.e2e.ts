import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type { Login } from '../../../src/auth/auth.dto.ts';
import type { Factors, LoginWithRecoveryCodes, TotpSetup } from '../../../src/auth/second-factor/second-factor.dto.ts';
import type { ProblemDetails } from '../../../src/common/problem.ts';
import type { Me } from '../../../src/users/users.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { withTotp } from '../../support/sign-in/authenticator.ts';
import { type BuiltServer, startBuiltServer } from '../../support/built-server.ts';
import { ApiClient, type Member, newMember, PASSWORD, refused } from '../../support/member.ts';
import { runCommand } from '../../support/operator.ts';
import { earlyInStep, totpCode } from '../../support/sign-in/totp-code.ts';

/** Three nodes of one server, as if its operator had changed the setting: first `optional`, then `moderator`, then `off`. */
describe('SECOND_FACTOR', () => {
  let optional: TestApp;
  let required: BuiltServer;
  let off: BuiltServer;
  let admin: Member;
  let adminBefore: Member;

  beforeAll(async () => {
    optional = await startApp();
    const { databaseUrl } = optional;
    admin = await newMember(optional.url);
    adminBefore = await newMember(optional.url);
    await admin.must('PATCH', `/admin/users/${adminBefore.id}`, { role: 'admin' });
    // Processes of their own: a process has a single way to check access tokens.
    required = await startBuiltServer(databaseUrl, undefined, { SECOND_FACTOR: 'moderator' });
    off = await startBuiltServer(databaseUrl, undefined, { SECOND_FACTOR: 'off' });
  }, 120_000);

  afterAll(async () => {
    for (const server of [off, required]) await server.stop('SIGTERM');
    await optional.close();
  });

  const login = (member: Member, at: { url: string }, totp?: string) =>
    new ApiClient(at.url).ask<Login>('POST', '/auth/login', { login: member.username, password: PASSWORD, totp });
  const ticketOf = async (member: Member): Promise<string> => {
    const { status, body } = await login(member, required);
    const { code, secondFactor } = body as unknown as ProblemDetails;
    expect([status, code, secondFactor?.methods]).toEqual([401, 'second_factor_setup_required', ['passkey', 'totp']]);
    return secondFactor?.ticket ?? '';
  };
  const ask = <T>(path: string, body: object) => new ApiClient(required.url).ask<T>('POST', path, body);
  const begin = (ticket: string) => ask<TotpSetup>('/auth/second-factor/setup/options', { ticket, method: 'totp' });
  const finish = (ticket: string, totp: string) =>
    ask<LoginWithRecoveryCodes>('/auth/second-factor/setup', { ticket, totp });

  describe('T37: of a role', () => {
    test('ends the sessions of that role that have shown a password alone, at every door', async () => {
      const here = admin.sameSession(required.url);
      expect(await here.ask('GET', '/users/me')).toMatchObject(refused(401, 'session_ended'));
      expect(await here.ask('POST', '/auth/refresh', {}, here.xsrf)).toMatchObject(refused(401, 'session_ended'));
      await expect(here.goOnline()).rejects.toThrow('This session has ended');
      // Where it is not required yet, they go on.
      expect((await admin.ask('GET', '/users/me')).status).toBe(200);
      const member = await newMember(required.url);
      expect((await member.ask('GET', '/users/me')).status).toBe(200);
      expect((await login(member, required)).status).toBe(200);
    });

    test('lets nobody of it in before a second factor is set up, which the ticket alone does', async () => {
      await earlyInStep();
      const ticket = await ticketOf(adminBefore);
      const unknown = refused(401, 'invalid_second_factor');
      expect(await ask('/auth/second-factor', { ticket, totp: '000000' })).toMatchObject(unknown);
      expect(await ask('/auth/totp', {})).toMatchObject(refused(401, 'unauthenticated'));
      expect(await begin('another')).toMatchObject(unknown);
      expect(await finish('another', '000000')).toMatchObject(unknown);

      const { secret } = (await begin(ticket)).body;
      const wrong = totpCode(secret, 5);
      expect(await finish(ticket, wrong)).toMatchObject(refused(400, 'invalid_code'));
      const { status, body } = await finish(ticket, totpCode(secret, -1));
      expect([status, body.recoveryCodes.length, body.user.id]).toEqual([200, 10, adminBefore.id]);
      const client = new ApiClient(required.url);
      client.token = body.accessToken;
      expect((await client.ask('GET', '/users/me')).status).toBe(200);
      expect(await finish(ticket, totpCode(secret))).toMatchObject(unknown);
      expect((await login(adminBefore, required, totpCode(secret))).status).toBe(200);

      expect(await client.must<Factors>('GET', '/auth/factors')).toMatchObject({ required: true, offered: true });
      expect(await client.ask('DELETE', '/auth/totp')).toMatchObject(refused(409, 'last_way_in'));
      expect((await client.ask('POST', '/auth/totp')).status).toBe(201); // another app may take its place
      const audit = await client.must<AuditPage>('GET', `/admin/audit?userId=${adminBefore.id}`);
      expect(audit.items.map(({ action }) => action)).toEqual(expect.arrayContaining(['totp_on', 'login_succeeded']));
    });

    test('does not replace a factor that was set up meanwhile', async () => {
      const moderator = await newMember(optional.url);
      await admin.must('PATCH', `/admin/users/${moderator.id}`, { role: 'moderator' });
      const ticket = await ticketOf(moderator);
      const { secret } = (await begin(ticket)).body;
      await withTotp(moderator);
      expect(await finish(ticket, totpCode(secret))).toMatchObject(refused(400, 'invalid_code'));
      const again = (await begin(ticket)).body.secret;
      expect(await finish(ticket, totpCode(again))).toMatchObject(refused(401, 'invalid_second_factor'));
      expect(await login(moderator, required)).toMatchObject(refused(401, 'second_factor_required'));
    });

    test('takes hold of whom the role is given to, with their open connections', async () => {
      await earlyInStep();
      const ticket = await ticketOf(admin);
      const { secret } = (await begin(ticket)).body;
      const { body } = await finish(ticket, totpCode(secret, -1));
      const giver = new ApiClient(required.url);
      giver.token = body.accessToken;

      const member = await newMember(required.url);
      await member.goOnline();
      await giver.must('PATCH', `/admin/users/${member.id}`, { role: 'moderator' });
      await member.receives('session_ended');
      expect(await member.ask('GET', '/users/me')).toMatchObject(refused(401, 'session_ended'));
      await ticketOf(member);
      member.goOffline();
    });
  });

  test('takes hold of an administrator whom the operator appoints, with their open connections', async () => {
    const member = await newMember(required.url);
    await member.goOnline();
    const names = ['--email', `${member.username}@example.org`, '--username', member.username];
    const { code } = await runCommand(optional.databaseUrl, ['create-admin', ...names], { SECOND_FACTOR: 'moderator' });
    expect(code).toBe(0);
    await member.receives('session_ended');
    expect(await member.ask('GET', '/users/me')).toMatchObject(refused(401, 'session_ended'));
    member.goOffline();

    const other = await newMember(optional.url);
    await withTotp(other);
    expect(await other.must<Me>('GET', '/users/me')).toMatchObject({ secondFactor: 'set' });
    await runCommand(
      optional.databaseUrl,
      ['create-admin', '--email', `${other.username}@example.org`, '--username', other.username],
      { SECOND_FACTOR: 'moderator' },
    );
    // What has shown the factor goes on.
    expect((await other.sameSession(required.url).ask('GET', '/admin/settings')).status).toBe(200);
  }, 60_000);

  test('is in the audit log when a server was started with another one, as are the other rules for signing in', async () => {
    const { items } = await admin.must<AuditPage>('GET', '/admin/audit?action=policy_changed');
    const rules = { PASSWORD_SIGN_IN: 'on', TOKENS: 'on' };
    expect(items.map(({ detail, actorId }) => ({ ...detail, actorId }))).toEqual([
      { ...rules, SECOND_FACTOR: 'off', actorId: null },
      { ...rules, SECOND_FACTOR: 'moderator', actorId: null },
    ]);
  });

  test('off lets nobody set one up, and those who have one go on with it', async () => {
    const member = await newMember(optional.url);
    const { secret } = await withTotp(member);
    expect(await login(member, off)).toMatchObject(refused(401, 'second_factor_required'));
    expect((await login(member, off, totpCode(secret))).status).toBe(200);
    const other = await newMember(off.url);
    expect(await other.must<Factors>('GET', '/auth/factors')).toMatchObject({ required: false, offered: false });
    expect(await other.ask('POST', '/auth/totp')).toMatchObject(refused(403, 'forbidden'));
    expect((await member.sameSession(off.url).ask('DELETE', '/auth/totp')).status).toBe(204);
  });
});
