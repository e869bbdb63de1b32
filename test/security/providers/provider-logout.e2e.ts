import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type { ProviderPage } from '../../../src/auth/providers/oidc.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import { newDatabase, startApp, type TestApp } from '../../support/app.ts';
import { Member, newMember, newName, PASSWORD, refused } from '../../support/member.ts';
import { ProviderBrowser } from '../../support/sign-in/provider-browser.ts';
import { ProviderVisitor } from '../../support/sign-in/provider-visitor.ts';
import { CLIENT_ID, ScriptedProvider } from '../../support/sign-in/scripted-provider.ts';
import { type RealProvider, startOidcProvider } from '../../support/services/oidc-provider.ts';
import { startRedis } from '../../support/services/redis.mjs';

const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} };
/** Of the sweep that cuts sockets where no hint arrives, and a little. */
const WITHOUT_HINTS_MS = 6_500;
const WITH_HINTS_MS = 1_000;
const hasHints = process.env.TEST_HINTS !== 'off';

describe.each([
  ['with Redis', true],
  ['without Redis', false],
])('a logout at the provider, on two nodes %s', (_, hasRedis) => {
  let nodes: [TestApp, TestApp];
  let redis: Awaited<ReturnType<typeof startRedis>> | undefined;
  let database: Database;
  let house: ScriptedProvider;
  let admin: Member;

  beforeAll(async () => {
    house = await ScriptedProvider.start();
    redis = hasRedis ? await startRedis() : undefined;
    const settings = {
      OIDC_PROVIDERS: 'house,whole',
      ...house.settings('house'),
      ...house.settings('whole', { LOGOUT: 'person' }),
      ...(redis && { REDIS_URL: redis.url }),
    };
    const databaseUrl = await newDatabase();
    nodes = [await startApp({ databaseUrl, settings }), await startApp({ databaseUrl, settings })];
    database = nodes[0].nest.get(Database, { strict: false });
    admin = await newMember(nodes[0].url);
  });

  afterAll(async () => {
    for (const node of nodes) await node.close();
    await redis?.stop();
    await house.stop();
  });

  const person = () => ({ sub: newName('s'), name: 'Ada' });
  /** A session of a person that began at the provider, with a socket at the second node. */
  const comeIn = async (claims: { sub: string }, sid?: string): Promise<Member> => {
    const browser = new ProviderVisitor(nodes[1].url);
    expect(await browser.signInAt(house, 'house', { claims, forged: { sid } })).toBe('/entered?next=%2Frooms');
    const { user, accessToken } = await browser.enter();
    const member = new Member(nodes[1].url, user.username, PASSWORD, user);
    member.token = accessToken;
    for (const [name, value] of browser.cookies) member.cookies.set(name, value);
    return member;
  };
  const tokenOf = (claims: Record<string, unknown>, how: Parameters<ScriptedProvider['sign']>[1] = {}) =>
    house.sign(
      { iss: house.issuer, aud: CLIENT_ID, iat: house.now, jti: randomUUID(), events: EVENTS, ...claims },
      { typ: 'logout+jwt', ...how },
    );
  const tell = (token: string, { id = 'house', type = 'application/x-www-form-urlencoded' } = {}) =>
    fetch(`${nodes[0].url}/api/v1/auth/oidc/${id}/backchannel-logout`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: new URLSearchParams({ logout_token: token }).toString(),
    });
  const isIn = async (member: Member) => (await member.ask('GET', '/users/me')).status === 200;

  test('T26: cuts the sockets of that session on every node at once, and leaves the others', async () => {
    const claims = person();
    const [mine, other] = [await comeIn(claims, 'desk'), await comeIn(claims, 'phone')];
    for (const member of [mine, other]) await member.goOnline();
    const isCut = new Promise<number>((resolve) => mine.socket?.once('disconnect', () => resolve(Date.now())));
    const began = Date.now();
    const response = await tell(await tokenOf({ sub: claims.sub, sid: 'desk' }));
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await mine.receives('session_ended')).toEqual({ reason: 'idp_logout' });
    const took = (await isCut) - began;
    process.stdout.write(`T26: the sockets on the other node were cut ${took} ms after the provider's logout\n`);
    expect(took).toBeLessThan(hasRedis && hasHints ? WITH_HINTS_MS : WITHOUT_HINTS_MS);
    expect([await isIn(mine), await isIn(other)]).toEqual([false, true]);
    expect(other.socket?.connected).toBe(true);
    other.goOffline();
    const log = await admin.must<AuditPage>('GET', `/admin/audit?userId=${mine.id}&action=idp_logout`);
    expect(log.items).toEqual([expect.objectContaining({ detail: { provider: 'house', sessions: '1' } })]);
  });

  test('T27: ends all sessions of the person there, where it names no session, or one that is not known', async () => {
    for (const named of [{}, { sid: 'elsewhere' }]) {
      const claims = person();
      const sessions = [await comeIn(claims, 'desk'), await comeIn(claims)];
      expect((await tell(await tokenOf({ sub: claims.sub, ...named }))).status).toBe(200);
      for (const session of sessions) expect(await isIn(session)).toBe(false);
    }
    const claims = person();
    const sessions = [await comeIn(claims, 'only desk'), await comeIn(claims)];
    expect((await tell(await tokenOf({ sid: 'only desk' }))).status).toBe(200);
    expect(await Promise.all(sessions.map(isIn))).toEqual([false, true]);
  });

  test('T27: has no effect a second time', async () => {
    const claims = person();
    await comeIn(claims, 'desk');
    const token = await tokenOf({ sub: claims.sub, sid: 'desk' });
    expect((await tell(token)).status).toBe(200);
    const again = await comeIn(claims, 'desk');
    expect((await tell(token)).status).toBe(200);
    expect(await isIn(again)).toBe(true);
  });

  test('T27: is told in the usual ways of writing it', async () => {
    const claims = person();
    const kinds = [
      { typ: 'JWT', type: 'application/x-www-form-urlencoded; charset=UTF-8' },
      { typ: 'logout+jwt', type: 'application/x-www-form-urlencoded;charset=utf-8' },
    ];
    for (const { typ, type } of kinds) {
      const session = await comeIn(claims, 'desk');
      expect((await tell(await tokenOf({ sub: claims.sub }, { typ }), { type })).status).toBe(200);
      expect(await isIn(session)).toBe(false);
    }
  });

  test.each<[string, Record<string, unknown>, Parameters<ScriptedProvider['sign']>[1]]>([
    ['that is an ID token', { events: undefined, nonce: 'n' }, { typ: 'JWT' }],
    ['without an event', { events: undefined }, {}],
    ['with another event', { events: { 'http://schemas.openid.net/event/other': {} } }, {}],
    ['with an event that is no object', { events: { 'http://schemas.openid.net/event/backchannel-logout': true } }, {}],
    ['with a nonce', { nonce: 'n' }, {}],
    ['for another client', { aud: 'another' }, {}],
    ['of another issuer', { iss: 'https://elsewhere.example' }, {}],
    ['signed by another key', {}, { foreignKey: true }],
    ['of ten minutes ago', { iat: Math.floor(Date.now() / 1000) - 600 }, {}],
    ['from the future', { iat: Math.floor(Date.now() / 1000) + 600 }, {}],
    ['that has expired', { exp: Math.floor(Date.now() / 1000) - 600 }, {}],
    ['without an id', { jti: undefined }, {}],
    ['without a person and a session', { sub: undefined }, {}],
    ['of another kind', {}, { typ: 'at+jwt' }],
  ])('T27: is refused %s', async (__, forged, how) => {
    const claims = person();
    const session = await comeIn(claims);
    expect((await tell(await tokenOf({ sub: claims.sub, ...forged }, how))).status).toBe(400);
    expect(await isIn(session)).toBe(true);
  });

  test('T27: is refused unsigned, without a token, as JSON, and for a provider that is none', async () => {
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { iss: house.issuer, aud: CLIENT_ID, iat: house.now, jti: 'x', events: EVENTS, sub: 's' };
    expect((await tell(`${encoded({ alg: 'none' })}.${encoded(claims)}.`)).status).toBe(400);
    expect((await tell('')).status).toBe(400);
    expect((await tell('x'.repeat(10_000))).status).toBe(400);
    expect((await tell(await tokenOf({ sub: 's' }), { type: 'application/json' })).status).toBe(400);
    expect((await tell(await tokenOf({ sub: 's' }), { id: 'nobody' })).status).toBe(404);
    const log = await admin.must<AuditPage>('GET', '/admin/audit?action=idp_logout_refused&limit=100');
    expect(log.items[0]?.detail).toMatchObject({ provider: 'house' });
    expect(JSON.stringify(log.items)).not.toContain('eyJ');
  });

  test('ends a sign-in that waits for its second factor', async () => {
    const claims = person();
    await comeIn(claims);
    const rows = () => database.query(`SELECT hash FROM proofs WHERE data->>'identityId' IS NOT NULL`);
    await database.query(
      `INSERT INTO proofs (hash, kind, data, expires_at)
       SELECT sha256(id::text::bytea), 'sign-in', jsonb_build_object('identityId', id), now() + interval '1 minute'
       FROM identities WHERE subject = $1`,
      [claims.sub],
    );
    expect(await rows()).toHaveLength(1);
    expect((await tell(await tokenOf({ sub: claims.sub }))).status).toBe(200);
    expect(await rows()).toEqual([]);
  });

  test('ends all of the person where the operator says so', async () => {
    const claims = person();
    const session = await comeIn(claims, 'desk');
    const token = await tokenOf({ sub: claims.sub, sid: 'another' });
    await database.query(`UPDATE sessions SET identity_id = NULL WHERE user_id = $1`, [session.id]);
    expect((await tell(token, { id: 'whole' })).status).toBe(200);
    expect(await isIn(session)).toBe(false);
  });
});

describe('signing out at a real provider', () => {
  const PUBLIC_URL = 'http://localhost:3000';
  let app: TestApp;
  let real: RealProvider;

  beforeAll(async () => {
    const databaseUrl = await newDatabase();
    const first = await startApp({ databaseUrl });
    real = await startOidcProvider({ publicUrl: PUBLIC_URL, id: 'real', logoutUrl: first.url });
    const port = new URL(first.url).port;
    await first.close();
    app = await startApp({
      databaseUrl,
      port: Number(port),
      settings: { OIDC_PROVIDERS: 'real', ...real.settings('real') },
    });
  });

  afterAll(async () => {
    await app.close();
    await real.stop();
  });

  test('is led to from here, and ends the other sessions that began there', async () => {
    const pages = new ProviderBrowser();
    const name = newName();
    const comeIn = async () => {
      const browser = new ProviderVisitor(app.url);
      expect(await browser.comeBack(await pages.signIn(await browser.pageOf('real'), name))).toMatch(/^\/entered/);
      await browser.enter();
      return browser;
    };
    const [desk, other] = [await comeIn(), await comeIn()];
    const { status, body } = await desk.ask<ProviderPage>('POST', '/auth/logout', { everywhere: true }, desk.xsrf);
    expect(status).toBe(200);
    const url = new URL(body.url);
    expect(url.origin).toBe(real.issuer);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      id_token_hint: expect.stringMatching(/^eyJ/),
      post_logout_redirect_uri: `${PUBLIC_URL}/sign-in`,
    });
    expect(await desk.ask('GET', '/users/me')).toMatchObject(refused(401, 'session_ended'));
    expect((await other.ask('GET', '/users/me')).status).toBe(200);
    expect(await pages.signOut(body.url)).toMatch(`${PUBLIC_URL}/sign-in`);
    expect(await other.ask('GET', '/users/me')).toMatchObject(refused(401, 'session_ended'));
  });

  test('is not for sessions that began here', async () => {
    const member = await newMember(app.url);
    expect((await member.ask('POST', '/auth/logout', { everywhere: true }, member.xsrf)).status).toBe(204);
    expect(await member.ask('GET', '/users/me')).toMatchObject(refused(401, 'session_ended'));
  });
});
