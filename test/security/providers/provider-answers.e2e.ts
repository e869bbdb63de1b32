import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Database } from '../../../src/common/database/database.ts';
import type { ServerInfo } from '../../../src/health/server-info.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { newName, refused } from '../../support/member.ts';
import { ProviderVisitor } from '../../support/sign-in/provider-visitor.ts';
import { CLIENT_ID, ScriptedProvider } from '../../support/sign-in/scripted-provider.ts';

const FAILED = expect.stringMatching(/^\/sign-in\?problem=sign_in_failed(&provider=\w+)?$/);

describe('the answer of a provider', () => {
  let app: TestApp;
  let other: TestApp;
  let database: Database;
  let first: ScriptedProvider;
  let second: ScriptedProvider;

  beforeAll(async () => {
    [first, second] = [await ScriptedProvider.start(), await ScriptedProvider.start()];
    const settings = {
      OIDC_PROVIDERS: 'first, second',
      ...first.settings('first', { NAME: 'First House' }),
      ...second.settings('second'),
    };
    app = await startApp({ settings });
    other = await startApp({ settings, databaseUrl: app.databaseUrl });
    database = app.nest.get(Database, { strict: false });
  });

  afterAll(async () => {
    await other.close();
    await app.close();
    await first.stop();
    await second.stop();
  });

  afterEach(() => {
    for (const provider of [first, second]) Object.assign(provider, { clock: 0, mode: 'up' });
  });

  const visitor = (at = app) => new ProviderVisitor(at.url);
  const person = (sub = newName('s')) => ({
    sub,
    name: 'Ada Lovelace',
    email: `${sub}@example.org`,
    email_verified: true,
  });
  const countSessions = async () => {
    const [row] = await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM sessions`);
    return row?.count;
  };
  /** Nothing came of it: no session, and where it says so no code was given to the provider. */
  const expectNothing = async (attempt: () => Promise<string>, codeIsKept: boolean) => {
    const [sessions, requests] = [await countSessions(), first.tokenRequests + second.tokenRequests];
    expect(await attempt()).toEqual(FAILED);
    expect(await countSessions()).toBe(sessions);
    if (codeIsKept) expect(first.tokenRequests + second.tokenRequests).toBe(requests);
  };

  test('signs in on any node, with a session of its own, and no token in an address', async () => {
    const browser = visitor();
    const url = new URL(await browser.pageOf('first', { next: '/search?q=a' }));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: CLIENT_ID,
      response_type: 'code',
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      redirect_uri: 'http://localhost:3000/api/v1/auth/oidc/first/callback',
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
    });
    const elsewhere = visitor(other);
    for (const [name, value] of browser.cookies) elsewhere.cookies.set(name, value);
    const path = await elsewhere.comeBack(first.signIn(url.href, { claims: person() }));
    expect(path).toBe('/entered?next=%2Fsearch%3Fq%3Da');
    expect(elsewhere.cookies.has('parley-flow')).toBe(false);
    const { user } = await elsewhere.enter();
    expect(user).toMatchObject({ displayName: 'Ada Lovelace', role: 'member', emailVerified: true });
    const { items } = await elsewhere.must<{ items: object[] }>('GET', '/auth/sessions');
    expect(items).toEqual([expect.objectContaining({ current: true, by: 'first', strength: 'provider' })]);
    expect((await elsewhere.must<{ items: { lobby: boolean }[] }>('GET', '/rooms')).items[0]?.lobby).toBe(true);
  });

  test('is offered by a button for each, in their order', async () => {
    const { signIn } = await visitor().must<ServerInfo>('GET', '/server');
    expect(signIn).toMatchObject({
      password: 'on',
      providers: [
        { id: 'first', name: 'First House', icon: null },
        { id: 'second', name: 'Second', icon: null },
      ],
    });
  });

  test('asks for a cookie that no script reads and that comes along from the page of the provider', async () => {
    const { headers } = await visitor().start('first');
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^parley-flow=[\w-]{43}; Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/),
    ]);
  });

  test('T16, T17: is refused without the cookie, with that of another browser, twice, and after ten minutes', async () => {
    const browser = visitor();
    const address = () => browser.pageOf('first').then((page) => first.signIn(page, { claims: person() }));
    const mine = await address();
    await expectNothing(() => visitor().comeBack(mine), true);
    const victim = visitor();
    await victim.pageOf('first');
    await expectNothing(() => victim.comeBack(mine), true);
    const flow = new Map(browser.cookies);
    expect(await browser.comeBack(mine)).toBe('/entered?next=%2Frooms');
    for (const [name, value] of flow) browser.cookies.set(name, value);
    await expectNothing(() => browser.comeBack(mine), true);
    const late = await address();
    await database.query(`UPDATE proofs SET expires_at = now() WHERE kind = 'provider-flow'`);
    await expectNothing(() => browser.comeBack(late), true);
  });

  test('T16: is refused for another provider, with another issuer, state or none, and twice the same word', async () => {
    const browser = visitor();
    const atFirst = async () => first.signIn(await browser.pageOf('first'), { claims: person() });
    const changed = async (change: (address: URL) => void) => {
      const address = new URL(await atFirst());
      change(address);
      return browser.comeBack(address.href);
    };
    await expectNothing(
      () => changed((address) => (address.pathname = address.pathname.replace('first', 'second'))),
      true,
    );
    await expectNothing(
      () => changed((address) => (address.pathname = address.pathname.replace('first', 'third'))),
      true,
    );
    await expectNothing(() => changed(({ searchParams }) => searchParams.set('iss', second.issuer)), true);
    await expectNothing(() => changed(({ searchParams }) => searchParams.delete('iss')), true);
    await expectNothing(() => changed(({ searchParams }) => searchParams.delete('state')), true);
    await expectNothing(() => changed(({ searchParams }) => searchParams.set('state', 'x'.repeat(43))), true);
    await expectNothing(() => changed(({ searchParams }) => searchParams.append('state', 'again')), true);
    await expectNothing(() => changed(({ searchParams }) => searchParams.delete('code')), true);
    await expectNothing(() => changed(({ searchParams }) => searchParams.set('code', 'of nobody')), false);
  });

  test.each([
    ['without a signature', { algorithm: 'none' }],
    ['signed with the secret that both know', { algorithm: 'HS256' }],
    ['signed by a foreign key of the same name', { foreignKey: true }],
    ['for another client', { forged: { aud: 'another' } }],
    ['for several clients, by another', { forged: { aud: [CLIENT_ID, 'another'], azp: 'another' } }],
    ['of another issuer', { forged: { iss: 'https://elsewhere.example' } }],
    ['with another nonce', { forged: { nonce: 'another' } }],
    ['without a nonce', { forged: { nonce: undefined } }],
    ['that has expired', { forged: { exp: 1 } }],
    ['without an end', { forged: { exp: undefined } }],
    ['from the future', { forged: { iat: Math.floor(Date.now() / 1000) + 600 } }],
    ['that counts later', { forged: { nbf: Math.floor(Date.now() / 1000) + 600 } }],
    ['without a subject', { forged: { sub: undefined } }],
    ['with a subject that is no text', { forged: { sub: 7 } }],
    ['with an empty subject', { forged: { sub: '' } }],
  ] as const)('is refused with an ID token %s', async (_, script) => {
    const browser = visitor();
    await expectNothing(() => browser.signInAt(first, 'first', { claims: person(), ...script }), false);
  });

  test('is refused where the page of details is about another person', async () => {
    const { sub } = person();
    const script = { claims: { sub }, userinfo: { ...person('another'), sub: 'another' } };
    await expectNothing(() => visitor().signInAt(first, 'first', script), false);
  });

  test('is refused where the person has not agreed, or the provider has failed', async () => {
    for (const error of ['access_denied', 'server_error', 'login_required']) {
      const browser = visitor();
      const page = await browser.pageOf('first');
      await expectNothing(() => browser.comeBack(first.back(page, { error, iss: first.issuer })), true);
    }
  });

  test('is checked with the new key once the provider has changed it', async () => {
    expect(await visitor().signInAt(second, 'second', { claims: person() })).toMatch(/^\/entered/);
    await second.rotateKey();
    // The library asks for keys again a minute after it has last done so.
    const path = await visitor().signInAt(second, 'second', { claims: person() });
    expect([expect.stringMatching(/^\/entered/), FAILED]).toContainEqual(path);
  });

  test('T40: counts with a clock that is 25 seconds ahead or behind, and not with one that is 90', async () => {
    for (const clock of [25, -25]) {
      first.clock = clock;
      const forged = { nbf: first.now };
      expect(await visitor().signInAt(first, 'first', { claims: person(), forged })).toMatch(/^\/entered/);
    }
    first.clock = 90;
    const late = { claims: person(), forged: { nbf: first.now } };
    await expectNothing(() => visitor().signInAt(first, 'first', late), false);
    const [state] = await database.query<object>(`SELECT * FROM provider_states WHERE provider = 'first'`);
    expect(state).toMatchObject({ last_failure_code: 'clock_skew' });
    const { clock_difference_seconds: ahead } = state as { clock_difference_seconds: number };
    expect(Math.abs(ahead - 90)).toBeLessThanOrEqual(2);
  });

  test('T39: leaves its code, what binds it to the browser, and its tokens in no table', async () => {
    const browser = visitor();
    const secrets: string[] = [];
    for (const forged of [{}, { aud: 'another' }]) {
      const page = await browser.pageOf('first');
      const address = first.signIn(page, { claims: person(), forged });
      const asked = new URL(page).searchParams;
      const given = new URL(address).searchParams;
      const cookie = browser.cookies.get('parley-flow');
      secrets.push(...[asked.get('state'), asked.get('nonce'), given.get('code'), cookie].map((value) => value ?? '?'));
      await browser.comeBack(address);
    }
    await browser.pageOf('first');
    const rows = await database.query<{ kept: string }>(
      ['audit_log', 'provider_states', 'sessions', 'proofs', 'identities', 'mails']
        .map((table) => `SELECT row_to_json(t)::text AS kept FROM ${table} t`)
        .join(' UNION ALL '),
    );
    const kept = rows.map((row) => row.kept).join('\n');
    const token = 'eyJhbGciOi';
    for (const secret of [...secrets, token, Buffer.from(token).toString('hex')]) expect(kept).not.toContain(secret);
    expect(kept).toContain('provider-flow');
  });

  test('T1: leads on to pages of this site alone', async () => {
    const wrong = [
      '/\t/e',
      '/\n/e',
      '/\\e',
      '//e',
      '/.//e',
      '/a/..//e',
      'https://e',
      'javascript:alert(1)',
      'rooms',
      '',
    ];
    for (const next of wrong)
      expect(await visitor().signInAt(first, 'first', { claims: person('t1') }, { next })).toBe(
        '/entered?next=%2Frooms',
      );
    const encoded = await visitor().signInAt(first, 'first', { claims: person('t1') }, { next: '%2F%2Fe' });
    expect(encoded).toBe('/entered?next=%2Frooms');
  });

  test.each([
    ['an unknown provider', 'nobody', {}, 404, 'not_found'],
    ['a purpose that is none', 'first', { purpose: 'rule' }, 400, 'invalid_input'],
    ['a next page that is no text', 'first', { next: 7 }, 400, 'invalid_input'],
    ['another field', 'first', { redirect_uri: 'https://e' }, 400, 'invalid_input'],
  ] as const)('is not begun with %s', async (_, provider, body, status, code) => {
    expect(await visitor().start(provider, body)).toMatchObject(refused(status, code));
  });
});
