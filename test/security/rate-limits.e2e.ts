import { afterEach, describe, expect, test } from '@jest/globals';
import type { SessionPage } from '../../src/auth/auth.dto.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { newGuest, newMember, newName, signInAgain, refusal, refused, ApiClient } from '../support/member.ts';

describe('rate limits', () => {
  let app: TestApp;
  afterEach(() => app.close());

  const wrongLogin = (from?: string) =>
    new ApiClient(app.url).ask(
      'POST',
      '/auth/login',
      { login: newName(), password: 'not mine' },
      from ? { 'x-forwarded-for': from } : {},
    );

  test.each([
    ['in process', false],
    ['in Redis', true],
  ])('refuse what is too often, and say when to come back: %s', async (_, redis) => {
    app = await startApp({ redis, settings: { RATE_LIMIT_SCALE: '0.1', TRUST_PROXY_HOPS: '1' } });
    const from = `203.0.113.${Math.floor(Math.random() * 250)}`; // Redis outlives a test: each has an address of its own
    for (let tries = 0; tries < 3; tries++) expect(await wrongLogin(from)).toMatchObject({ status: 401 });
    const refused = await wrongLogin(from);
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await wrongLogin('198.51.100.7')).toMatchObject({ status: 401 }); // others are admitted
  });

  test('ignore a forwarded address that no trusted proxy vouches for', async () => {
    app = await startApp({ settings: { RATE_LIMIT_SCALE: '0.1' } });
    for (let tries = 0; tries < 3; tries++)
      expect(await wrongLogin(`203.0.113.${tries}`)).toMatchObject({ status: 401 });
    expect(await wrongLogin('203.0.113.99')).toMatchObject({ status: 429 });
  });

  test('believe as many proxies as are configured, and no more', async () => {
    app = await startApp({ settings: { TRUST_PROXY_HOPS: '1' } });
    const visitor = new ApiClient(app.url);
    const headers = { 'x-forwarded-for': '10.1.1.1, 203.0.113.5' }; // the first was written by the client itself
    const login = await visitor.ask<{ accessToken: string }>('POST', '/auth/guest', { username: newName() }, headers);
    visitor.token = login.body.accessToken;
    const { items } = await visitor.must<SessionPage>('GET', '/auth/sessions');
    expect(items.map(({ ip }) => ip)).toEqual(['203.0.113.5']);
  });

  test('count failures to join a room, not successes', async () => {
    app = await startApp({ settings: { RATE_LIMIT_SCALE: '0.3' } });
    const host = await newMember(app.url);
    const { code } = await host.must<{ code: string }>('POST', '/rooms', { name: 'Open', kind: 'private' });
    const guest = await newGuest(app.url);
    await guest.goOnline();
    for (let tries = 0; tries < 3; tries++)
      expect(await guest.tryCommand('join_room', { code: 'ZZZZZZ' })).toMatchObject(refusal(404, 'room_not_found'));
    expect(await guest.tryCommand('join_room', { code: 'ZZZZZZ' })).toMatchObject(refusal(429, 'too_many_requests'));
    expect(await guest.tryCommand('join_room', { code })).toMatchObject(refusal(429, 'too_many_requests'));
    expect(await host.ask('POST', '/rooms/join', { code })).toMatchObject({ status: 200 });
    guest.goOffline();
  });

  test('count password links by address, and compute no hash for an invalid one', async () => {
    app = await startApp();
    const ada = await newMember(app.url);
    const began = performance.now();
    const tries = Array.from({ length: 100 }, () =>
      new ApiClient(app.url).ask('POST', '/auth/reset-password', { token: 'x', password: 'a fine new password' }),
    );
    const login = await signInAgain(ada);
    expect(login.token).toBeDefined();
    for (const answer of await Promise.all(tries)) expect(answer).toMatchObject(refused(400, 'invalid_token'));
    // A hundred hashes would take longer than eight seconds.
    expect(performance.now() - began).toBeLessThan(8_000);
    await app.close();
    app = await startApp({ settings: { RATE_LIMIT_SCALE: '0.1' } });
    const again = () =>
      new ApiClient(app.url).ask('POST', '/auth/reset-password', { token: 'x', password: 'a fine new password' });
    for (let times = 0; times < 3; times++) expect(await again()).toMatchObject({ status: 400 });
    expect(await again()).toMatchObject(refused(429, 'too_many_requests'));
  });

  test('count room passwords, set or tried, all at once or one by one', async () => {
    app = await startApp({ settings: { RATE_LIMIT_SCALE: '0.2' } });
    const host = await newMember(app.url);
    const password = 'open sesame';
    const room = await host.must<Room>('POST', '/rooms', { name: 'Cave', kind: 'private', password });
    for (let times = 0; times < 3; times++)
      expect(await host.ask('PATCH', `/rooms/${room.id}`, { password })).toMatchObject({ status: 200 });
    expect(await host.ask('PATCH', `/rooms/${room.id}`, { password })).toMatchObject({ status: 429 });
    expect(await host.ask('POST', '/rooms', { name: 'Cave', kind: 'private', password })).toMatchObject({
      status: 429,
    });
    const guest = await newGuest(app.url);
    const guesses = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        guest.ask('POST', '/rooms/join', { code: room.code, password: i < 19 ? 'open barley' : password }),
      ),
    );
    expect(guesses.filter(({ status }) => status === 403).length).toBeLessThanOrEqual(4);
    expect(guesses.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(15);
  });
});
