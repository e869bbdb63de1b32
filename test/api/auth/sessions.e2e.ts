import { createHmac, hkdfSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Login } from '../../../src/auth/auth.dto.ts';
import type { ProblemCode } from '../../../src/common/problem.ts';
import { RealtimeService } from '../../../src/transport/realtime.service.ts';
import { startApp, testEnvironment, type TestApp } from '../../support/app.ts';
import {
  eventually,
  type Member,
  newMember,
  onAnotherDevice,
  signInAgain,
  PASSWORD,
  refusal,
  refused,
  ApiClient,
} from '../../support/member.ts';

describe('a session', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
    ben = await newMember(app.url);
  });

  afterAll(() => app.close());

  const refresh = (visitor: ApiClient, headers = visitor.xsrf) =>
    visitor.ask<Login>('POST', '/auth/refresh', undefined, headers);

  test('goes on by its cookie, with a new token each time', async () => {
    const session = await signInAgain(ada);
    const { parley } = Object.fromEntries(session.cookies);
    const { status, body } = await refresh(session);
    expect(status).toBe(200);
    expect(session.cookies.get('parley')).not.toBe(parley);
    session.token = body.accessToken;
    expect((await session.ask('GET', '/users/me')).status).toBe(200);
    expect((await refresh(session)).status).toBe(200);
  });

  test('keeps its refresh token from scripts and from other sites', async () => {
    const response = await fetch(`${app.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: ada.username, password: PASSWORD }),
    });
    const cookies = response.headers.getSetCookie();
    expect(cookies.find((cookie) => cookie.startsWith('parley='))).toMatch(/HttpOnly.*SameSite=Strict/);
    expect(cookies.find((cookie) => cookie.startsWith('XSRF-TOKEN='))).not.toMatch(/HttpOnly/);
  });

  test('is neither renewed nor ended without its own XSRF token', async () => {
    const session = await onAnotherDevice(ada);
    const others = [{}, ben.xsrf, { 'x-xsrf-token': 'x' }, { 'x-xsrf-token': 'é'.repeat(43) }];
    for (const headers of others) {
      for (const act of ['refresh', 'logout'])
        expect(await session.ask('POST', `/auth/${act}`, undefined, headers)).toMatchObject(
          refused(403, 'xsrf_token_mismatch'),
        );
    }
    const foreign = { ...session.xsrf, origin: 'https://evil.example' };
    expect(await refresh(session, foreign)).toMatchObject(refused(403, 'origin_not_allowed'));
    expect((await refresh(session, { ...session.xsrf, origin: 'http://localhost:3000' })).status).toBe(200);
  });

  test('answers the same token twice at once with the same successor', async () => {
    const session = await onAnotherDevice(ada);
    const tabs = [session.sameSession(), session.sameSession(), session.sameSession()];
    const answers = await Promise.all(tabs.map((tab) => refresh(tab)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(tabs.map(({ cookies }) => cookies.get('parley'))).size).toBe(1);
  });

  test('ends when an old refresh token comes back, with its sockets', async () => {
    const session = await onAnotherDevice(ada);
    const thief = session.sameSession();
    await session.goOnline();
    await refresh(session);
    await refresh(session);
    expect(await refresh(thief)).toMatchObject(refused(401, 'refresh_reused'));
    expect(await session.receives('session_ended')).toEqual({ reason: 'refresh_reused' });
    await eventually(() => !session.socket?.connected, 'the socket is cut');
    expect(await session.ask('GET', '/users/me')).toMatchObject(refused(401, 'session_ended'));
    expect(await refresh(session)).toMatchObject({ status: 401 });
    expect((await ada.ask('GET', '/users/me')).status).toBe(200);
  });

  test('ends by logout over REST and the socket at once, and only this session', async () => {
    const session = await onAnotherDevice(ada);
    const other = await onAnotherDevice(ada);
    for (const device of [session, other]) await device.goOnline();
    expect((await session.ask('POST', '/auth/logout', undefined, session.xsrf)).status).toBe(204);
    await eventually(() => !session.socket?.connected, 'the socket is cut');
    expect(session.eventsOf('session_ended')).toEqual([{ reason: 'logout' }]);
    expect(session.cookies.has('parley')).toBe(false);
    expect(await session.ask('GET', '/users/me')).toMatchObject(refused(401, 'session_ended'));
    await expect(session.connect()).rejects.toMatchObject({ data: { code: 'session_ended' } });
    expect(await other.tryCommand('sync', {})).toMatchObject({ ok: true });
    other.goOffline();
  });

  describe('is not opened by a token', () => {
    const env = testEnvironment('');
    const key = (purpose: string, secret = env.SECRET_KEY ?? '') =>
      Buffer.from(hkdfSync('sha256', secret, '', `parley:${purpose}`, 32));
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claimsOf = (token: string) =>
      JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
    const headerOf = (token: string) =>
      JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string };
    /** The key that the server signs with at present. */
    const ours = (secret?: string) => key(`access-token/${headerOf(ada.token ?? '').kid}`, secret);
    const forge = (claims: object, signing: Buffer | null = ours(), header: object = {}) => {
      const { alg } = { alg: 'HS256', ...header };
      const named = { ...headerOf(ada.token ?? ''), ...header };
      const text = `${part(named)}.${part({ ...claimsOf(ada.token ?? ''), ...claims })}`;
      return `${text}.${signing ? createHmac(alg.replace('HS', 'sha'), signing).update(text).digest('base64url') : ''}`;
    };
    const past = Math.floor(Date.now() / 1000) - 10;

    test.each([
      ['that has expired', () => forge({ exp: past }), 'token_expired'],
      ['of another key', () => forge({}, ours('another secret of 32 bytes or more ....')), 'unauthenticated'],
      ['of the key for another purpose', () => forge({}, key('refresh-token')), 'unauthenticated'],
      ['that is not signed', () => forge({}, null, { alg: 'none' }), 'unauthenticated'],
      ['signed by another algorithm', () => forge({}, ours(), { alg: 'HS512' }), 'unauthenticated'],
      ['for another audience', () => forge({ aud: 'elsewhere' }), 'unauthenticated'],
      ['of another issuer', () => forge({ iss: 'https://elsewhere.example' }), 'unauthenticated'],
      ['of another person’s session', () => forge({ sub: ben.id }), 'session_ended'],
      ['that is a refresh token', () => ada.cookies.get('parley') ?? '', 'unauthenticated'],
      ['that names no key', () => forge({}, ours(), { kid: undefined }), 'unauthenticated'],
      ['that names another key', () => forge({}, ours(), { kid: '1000' }), 'unauthenticated'],
      ['of another kind', () => forge({}, ours(), { typ: 'JWT' }), 'unauthenticated'],
      ['that is nonsense', () => 'nonsense', 'unauthenticated'],
    ] as [string, () => string, ProblemCode][])('%s', async (_, make, code) => {
      const visitor = new ApiClient(app.url);
      visitor.token = make();
      expect(await visitor.ask('GET', '/users/me')).toMatchObject(refused(401, code));
      await expect(ada.connect({ token: make() })).rejects.toMatchObject({ data: { code } });
      visitor.token = forge({});
      expect((await visitor.ask('GET', '/users/me')).status).toBe(200);
    });
  });

  test('has no socket for pages of other origins', async () => {
    await expect(ada.connect({ headers: { origin: 'https://evil.example' } })).rejects.toThrow();
    (await ada.connect({ headers: { origin: 'http://localhost:3000' } })).close();
    (await ada.connect()).close();
  });

  test('renews its socket with a token of the same session only', async () => {
    const session = await onAnotherDevice(ada);
    await session.goOnline();
    const { body } = await refresh(session);
    expect(await session.tryCommand('reauthenticate', { token: ben.token })).toMatchObject(
      refusal(401, 'unauthenticated'),
    );
    expect(await session.tryCommand('reauthenticate', { token: ada.token })).toMatchObject(
      refusal(401, 'unauthenticated'),
    );
    const { expiresAt } = await session.command('reauthenticate', { token: body.accessToken });
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    session.goOffline();
  });

  test('keeps nothing of the tokens that a socket has renewed before', async () => {
    const session = await onAnotherDevice(ada);
    await session.goOnline();
    const listeners = () => {
      const sockets = app.nest.get(RealtimeService).socketsOfUser(ada.id);
      return sockets.map((socket) => socket.listenerCount('disconnect'));
    };
    const before = listeners();
    for (let count = 0; count < 20; count++) await session.command('reauthenticate', { token: session.token ?? '' });
    expect(listeners()).toEqual(before);
    session.goOffline();
  });
});
