import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AccountPage } from '../../../src/admin/admin.dto.ts';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type { Login } from '../../../src/auth/auth.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import type { ProblemDetails } from '../../../src/common/problem.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { withTotp } from '../../support/sign-in/authenticator.ts';
import { mailTo } from '../../support/mailbox.ts';
import { ApiClient, type Member, newMember, newName, PASSWORD, refused } from '../../support/member.ts';
import { ProviderVisitor } from '../../support/sign-in/provider-visitor.ts';
import { type Script, ScriptedProvider } from '../../support/sign-in/scripted-provider.ts';
import { totpCode } from '../../support/sign-in/totp-code.ts';

const ENTERED = '/entered?next=%2Frooms';

describe('a person of a provider', () => {
  let app: TestApp;
  let database: Database;
  let house: ScriptedProvider;
  let other: ScriptedProvider;
  let admin: Member;

  beforeAll(async () => {
    [house, other] = [await ScriptedProvider.start(), await ScriptedProvider.start()];
    app = await startApp({
      settings: {
        OIDC_PROVIDERS: 'house,other,linking,asking,claiming,grouped,closed,domains',
        ...house.settings('house'),
        ...other.settings('other'),
        ...house.settings('linking', { LINK_BY_EMAIL: 'on' }),
        ...house.settings('asking', { SECOND_FACTOR: 'ask' }),
        ...house.settings('claiming', { SECOND_FACTOR: 'claims' }),
        ...house.settings('grouped', { ADMIN_GROUPS: 'admins', MODERATOR_GROUPS: 'keepers', SECOND_FACTOR: 'trust' }),
        ...house.settings('closed', { SIGN_UP: 'off', REQUIRED_GROUPS: 'staff,friends of the house' }),
        ...house.settings('domains', { EMAIL_DOMAINS: 'example.org' }),
      },
    });
    database = app.nest.get(Database, { strict: false });
  });

  afterAll(async () => {
    await app.close();
    await house.stop();
    await other.stop();
  });

  const visitor = () => new ProviderVisitor(app.url);
  const person = (more: Record<string, unknown> = {}) => {
    const sub = newName('s');
    return { sub, name: 'Ada Lovelace', email: `${sub}@example.org`, email_verified: true, ...more };
  };
  const comeIn = async (id: string, claims: Script['claims'], provider = house) => {
    const browser = visitor();
    expect(await browser.signInAt(provider, id, { claims })).toBe(ENTERED);
    return { browser, ...(await browser.enter()) };
  };
  const signIn = (id: string, claims: Script['claims']) => visitor().signInAt(house, id, { claims });
  const failed = (id: string, problem = 'sign_in_failed') => `/sign-in?problem=${problem}&provider=${id}`;
  const auditOf = async (userId: string) =>
    (await admin.must<AuditPage>('GET', `/admin/audit?userId=${userId}&limit=100`)).items;
  const identitiesOf = (userId: string) => database.query(`SELECT id FROM identities WHERE user_id = $1`, [userId]);
  const addressOf = ({ username }: Member) => `${username}@example.org`;

  test('T23: is a member, though it is the first account of the server', async () => {
    const { user } = await comeIn('house', person());
    expect(user.role).toBe('member');
    admin = await newMember(app.url);
    expect(admin.user.role).toBe('admin');
    expect(await auditOf(user.id)).toContainEqual(
      expect.objectContaining({ action: 'account_created', detail: { role: 'member', by: 'house' } }),
    );
  });

  test('T18: stays who they are when their address changes to that of a member, who is left alone', async () => {
    const [claims, member] = [person(), await newMember(app.url)];
    const { user } = await comeIn('house', claims);
    const again = await comeIn('house', { ...claims, email: addressOf(member) });
    expect([again.user.id, again.user.email]).toEqual([user.id, claims.email]);
    expect(await identitiesOf(member.id)).toEqual([]);
  });

  test('T19: takes over no account by an address', async () => {
    const member = await newMember(app.url);
    const nobody = { email_verified: false, email: `${newName()}@example.org` };
    for (const verified of [false, undefined, 'true', 'false', 1, null]) {
      const claims = person({ email: addressOf(member), email_verified: verified });
      expect(await signIn('house', claims)).toBe(failed('house'));
    }
    expect(await signIn('house', person({ email: addressOf(member) }))).toBe(failed('house', 'account_exists'));
    expect(await identitiesOf(member.id)).toEqual([]);
    const { user } = await comeIn('house', person(nobody));
    expect(user).toMatchObject({ email: null, emailVerified: false, role: 'member' });
  });

  test('comes in without an address at all, and with one that could be none', async () => {
    for (const email of [undefined, null, 7, 'no address', `${'x'.repeat(300)}@example.org`, 'a\u212a@example.org'])
      expect((await comeIn('house', person({ email }))).user.email).toBeNull();
  });

  test('is connected by a verified address where the operator says so, and told by mail', async () => {
    const member = await newMember(app.url);
    const { user } = await comeIn('linking', person({ email: addressOf(member).toUpperCase() }));
    expect(user.id).toBe(member.id);
    await mailTo(addressOf(member), ({ subject }) => subject === 'Linking signs in to your Parley account now');
    expect(await auditOf(member.id)).toContainEqual(
      expect.objectContaining({ action: 'identity_connected', detail: { provider: 'linking', by: 'email' } }),
    );
    // A second person of the provider with the same address is another person.
    expect(await signIn('linking', person({ email: addressOf(member) }))).toBe(failed('linking', 'account_exists'));
  });

  test('T20: gives the own second factor where an address has led to the account; an administrator never comes so', async () => {
    const member = await newMember(app.url);
    const { secret } = await withTotp(member);
    const browser = visitor();
    const claims = person({ email: addressOf(member) });
    const path = await browser.signInAt(house, 'linking', { claims });
    const ticket = /^\/sign-in\/second-factor\?next=%2Frooms#ticket=([\w-]{43})&methods=totp,recovery$/.exec(path)?.[1];
    expect(browser.cookies.has('XSRF-TOKEN')).toBe(false);
    const { body } = await browser.ask<Login>('POST', '/auth/second-factor', { ticket, totp: totpCode(secret, 0) });
    expect(body.user.id).toBe(member.id);
    browser.token = body.accessToken;
    const { items } = await browser.must<{ items: object[] }>('GET', '/auth/sessions');
    expect(items).toContainEqual(expect.objectContaining({ by: 'linking', strength: 'password+totp' }));
    expect(await signIn('linking', person({ email: addressOf(admin) }))).toBe(failed('linking', 'account_exists'));
  });

  test('T2: gives the own second factor where the provider is not trusted for it, or has not asked for two', async () => {
    const claims = person();
    const { browser, user } = await comeIn('asking', claims);
    await withTotp(browser);
    const sessions = () => database.query(`SELECT id FROM sessions WHERE user_id = $1`, [user.id]);
    const before = await sessions();
    expect(await signIn('asking', claims)).toMatch(/^\/sign-in\/second-factor\?/);
    for (const said of [{}, { amr: ['pwd'] }, { amr: 'mfa' }, { amr: ['otp'] }, { acr: '1' }])
      expect(await signIn('claiming', { ...claims, ...said })).toMatch(/^\/sign-in\/second-factor\?/);
    expect(await sessions()).toEqual(before);
    for (const said of [
      { amr: ['mfa'] },
      { amr: ['pwd', 'otp'] },
      { acr: 'http://schemas.openid.net/pape/policies/2007/06/multi-factor' },
    ])
      expect(await signIn('claiming', { ...claims, ...said })).toBe(ENTERED);
    expect(await signIn('house', claims)).toBe(ENTERED);
  });

  test('T21: is another person at another issuer, whatever the name there', async () => {
    const claims = person();
    const one = await comeIn('house', claims);
    const two = await comeIn('other', { ...claims, email: 'elsewhere@example.net' }, other);
    expect(two.user.id).not.toBe(one.user.id);
  });

  test('T22: gets a free name by the rules of this server', async () => {
    const taken = (await newMember(app.url)).username;
    const names = [
      taken,
      taken.toUpperCase(),
      'admin',
      'ADM1N',
      'x'.repeat(200),
      '',
      '🙂',
      '  ',
      '../../etc',
      'Zoë Müller',
    ];
    const seen = new Set<string>();
    for (const name of names) {
      const { user } = await comeIn(
        'house',
        person({ preferred_username: name, email: undefined, name: '\u202eevil\n' }),
      );
      expect(user.username).toMatch(/^[A-Za-z0-9_.-]{3,20}$/);
      expect(user.username.toLowerCase()).not.toBe(taken.toLowerCase());
      expect(['admin', 'adm1n']).not.toContain(user.username.toLowerCase());
      expect(user.displayName).toBe('evil');
      seen.add(user.username);
    }
    expect(seen.size).toBe(names.length);
    const { user } = await comeIn('house', person({ preferred_username: `zoe.${newName()}@example.org` }));
    expect(user.username).toMatch(/^zoe\.p_/);
  });

  test('two of one name at once are two', async () => {
    const name = newName();
    const both = [person({ preferred_username: name }), person({ preferred_username: name })];
    const people = await Promise.all(both.map((claims) => comeIn('house', claims)));
    expect(new Set(people.map(({ user }) => user.username)).size).toBe(2);
    const claims = person();
    const twice = await Promise.all([comeIn('house', claims), comeIn('house', claims)]);
    expect(new Set(twice.map(({ user }) => user.id)).size).toBe(1);
  });

  test('T24: has the role of their groups, at each sign-in', async () => {
    const claims = person();
    const roleWith = async (groups: unknown, more: object = {}) =>
      (await comeIn('grouped', { ...claims, groups, ...more })).user.role;
    expect(await roleWith(['admins', 'keepers'])).toBe('admin');
    const { user } = await comeIn('grouped', { ...claims });
    expect(user.role).toBe('admin'); // no groups named: nothing is taken away
    expect(await roleWith(undefined, { _claim_names: { groups: 'src1' } })).toBe('admin');
    expect(await auditOf(user.id)).toContainEqual(
      expect.objectContaining({
        action: 'role_kept',
        detail: { by: 'grouped', role: 'admin', why: 'groups_missing' },
      }),
    );
    const seenByAdmin = async (query: string) =>
      (await admin.must<AccountPage>('GET', `/admin/users?q=${user.username}${query}`)).items;
    const account = { id: user.id, by: ['grouped'], secondFactor: 'none', secondFactors: [], managedBy: 'grouped' };
    expect(await seenByAdmin('')).toEqual([expect.objectContaining(account)]);
    expect(await seenByAdmin('&provider=grouped')).toHaveLength(1);
    expect(await seenByAdmin('&provider=other')).toEqual([]);
    expect(await admin.ask('GET', '/admin/users?provider=No;')).toMatchObject(refused(400, 'invalid_input'));
    expect(await roleWith(['keepers'])).toBe('moderator');
    expect(await roleWith([])).toBe('member');
    expect(await roleWith(['ADMIN', 'Admins', 'admins '])).toBe('member');
    expect(await roleWith('admins')).toBe('admin');
    expect(await roleWith('admins,keepers')).toBe('member');
    expect(await roleWith([{ admins: true }, 7, null, ['admins']])).toBe('member');
    const many = Array.from({ length: 10_000 }, (_, index) => `g${index}`);
    expect(await roleWith(['keepers', ...many])).toBe('moderator');
    expect(await roleWith([...many, 'admins'])).toBe('member');
    expect(await auditOf(user.id)).toContainEqual(
      expect.objectContaining({
        action: 'role_changed',
        detail: { from: 'admin', to: 'moderator', by: 'grouped', groups: 'keepers' },
      }),
    );
  });

  test('T25: stays the last administrator, whatever the groups', async () => {
    const claims = person();
    const { browser, user } = await comeIn('grouped', { ...claims, groups: ['admins'] });
    await database.query(`UPDATE users SET role = 'member' WHERE role = 'admin' AND id <> $1`, [user.id]);
    expect((await comeIn('grouped', { ...claims, groups: [] })).user.role).toBe('admin');
    await database.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [admin.id]);
    const { items } = await browser.must<AuditPage>('GET', `/admin/audit?userId=${user.id}`);
    expect(items).toContainEqual(
      expect.objectContaining({ action: 'role_kept', detail: expect.objectContaining({ why: 'last_admin' }) }),
    );
    expect((await comeIn('grouped', { ...claims, groups: [] })).user.role).toBe('member');
  });

  test('comes in only with a required group, and without an account only where the provider makes them', async () => {
    const claims = person();
    for (const groups of [undefined, [], ['STAFF'], 'staff,friends of the house'])
      expect(await signIn('closed', { ...claims, groups })).toBe(failed('closed'));
    expect(await signIn('closed', { ...claims, groups: ['staff'] })).toBe(failed('closed'));
    await comeIn('house', claims);
    expect(await signIn('closed', { ...claims, groups: ['friends of the house'] })).toBe(ENTERED);
  });

  test('comes in only with a verified address of an allowed domain', async () => {
    expect(await signIn('domains', person())).toBe(ENTERED);
    for (const more of [
      { email: 'a@example.com' },
      { email_verified: false },
      { email: undefined },
      { email: 'a@x.example.org' },
    ])
      expect(await signIn('domains', person(more))).toBe(failed('domains'));
  });

  test('T28: is refused once the account is disabled, as the audit log says', async () => {
    const claims = person();
    const { user } = await comeIn('house', claims);
    await admin.must('PATCH', `/admin/users/${user.id}`, { disabled: true });
    expect(await signIn('house', claims)).toBe(failed('house'));
    expect(await auditOf(user.id)).toContainEqual(
      expect.objectContaining({ action: 'login_failed', detail: { by: 'house', why: 'disabled' } }),
    );
  });

  test('T42: is told what is kept, and is new after the account was deleted', async () => {
    const claims = person();
    const { browser, user } = await comeIn('house', claims);
    const { identities } = await exported(browser);
    expect(identities).toEqual([
      {
        id: expect.any(String),
        provider: 'house',
        name: 'House',
        email: claims.email,
        createdAt: expect.any(String),
        lastUsedAt: expect.any(String),
      },
    ]);
    await admin.must('PATCH', `/admin/users/${user.id}`, { disabled: true });
    await admin.must('DELETE', `/admin/users/${user.id}`, { username: user.username });
    expect(await identitiesOf(user.id)).toEqual([]);
    const [left] = await database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM sessions WHERE user_id = $1 AND id_token IS NOT NULL`,
      [user.id],
    );
    expect(left?.count).toBe(0);
    expect((await comeIn('house', claims)).user.id).not.toBe(user.id);
  });

  test('T3: has no session without the own factor in the database either', async () => {
    const member = await newMember(app.url);
    await withTotp(member);
    const insert = (strength: string) =>
      database.query(
        `INSERT INTO sessions (user_id, device, ip, expires_at, signed_in_by, strength)
         VALUES ($1, 'x', '::1', now() + interval '1 day', 'house', $2)`,
        [member.id, strength],
      );
    await expect(insert('password')).rejects.toThrow('second factor');
    await insert('provider');
  });

  async function exported(client: ApiClient): Promise<{ identities: unknown }> {
    await client.must('POST', '/users/me/export');
    for (;;) {
      const { status } = await client.ask('GET', '/users/me/export/content');
      if (status === 200) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return client.must('GET', '/users/me/export/content');
  }

  test('may not register, sign in by password or use one where only providers sign in', async () => {
    const settings = { OIDC_PROVIDERS: 'house', ...house.settings('house') };
    const member = await newMember(app.url);
    const login = (url: string, { username }: Member) =>
      new ApiClient(url).ask<Login & ProblemDetails>('POST', '/auth/login', { login: username, password: PASSWORD });
    const strict = await startApp({ databaseUrl: app.databaseUrl, settings: { ...settings, PASSWORD_SIGN_IN: 'off' } });
    const half = await startApp({
      databaseUrl: app.databaseUrl,
      settings: { ...settings, PASSWORD_SIGN_IN: 'admins' },
    });
    try {
      expect(await login(strict.url, member)).toMatchObject(refused(403, 'password_sign_in_off'));
      expect(await login(strict.url, admin)).toMatchObject(refused(403, 'password_sign_in_off'));
      expect(await login(half.url, member)).toMatchObject(refused(403, 'password_sign_in_off'));
      expect((await login(half.url, admin)).status).toBe(200);
      const wrong = { login: member.username, password: 'not the password' };
      expect(await new ApiClient(strict.url).ask('POST', '/auth/login', wrong)).toMatchObject(
        refused(401, 'invalid_credentials'),
      );
      const registration = { username: newName(), email: `${newName()}@example.org`, password: PASSWORD };
      expect(await new ApiClient(strict.url).ask('POST', '/auth/register', registration)).toMatchObject(
        refused(403, 'password_sign_in_off'),
      );
    } finally {
      await strict.close();
      await half.close();
    }
  });
});
