import { afterEach, describe, expect, test } from '@jest/globals';
import type { Login, SessionPage } from '../../src/auth/auth.dto.ts';
import { Database } from '../../src/common/database/database.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { ApiClient, eventually, type Member, newMember, newName, refused } from '../support/member.ts';
import { RawConnection } from '../support/raw-connection.ts';

/** What is counted by address, behind a proxy that names the client. */
describe('an address', () => {
  let app: TestApp;
  afterEach(() => app.close());

  const start = async (scale: string) =>
    (app = await startApp({ settings: { RATE_LIMIT_SCALE: scale, TRUST_PROXY_HOPS: '1' } }));
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const login = (address: string) =>
    new ApiClient(app.url).ask('POST', '/auth/login', { login: newName(), password: 'not mine' }, from(address));
  const enterAsGuest = (address: string) =>
    new ApiClient(app.url).ask<Login>('POST', '/auth/guest', { username: newName() }, from(address));

  test.each([
    ['with the ports that a proxy writes', (i: number) => `203.0.113.8:${40_000 + i}`],
    ['in brackets with ports', (i: number) => `[2001:db8:1:1::7]:${40_000 + i}`],
    ['anywhere in one /64', (i: number) => `2001:db8:2:2:${i}::1`],
    ['mapped to IPv6 and not', (i: number) => (i % 2 ? '198.51.100.4' : '::ffff:198.51.100.4')],
    ['that is none', (i: number) => `garbage-${i}`],
  ])('counts once: %s', async (_, address) => {
    await start('0.1');
    for (let i = 0; i < 3; i++) expect(await login(address(i))).toMatchObject({ status: 401 });
    expect(await login(address(3))).toMatchObject(refused(429, 'too_many_requests'));
    expect(await login('192.0.2.77')).toMatchObject({ status: 401 });
  });

  test('of guests counts with all others of its /48', async () => {
    await start('0.1');
    for (let i = 0; i < 2; i++) expect(await enterAsGuest(`2001:db8:3:${i}::1`)).toMatchObject({ status: 201 });
    expect(await enterAsGuest('2001:db8:3:9::1')).toMatchObject(refused(429, 'too_many_requests'));
    expect(await enterAsGuest('2001:db8:4::1')).toMatchObject({ status: 201 });
  });

  test.each([
    ['203.0.113.7:4711', '203.0.113.7'],
    ['[2001:DB8:0::1]:443', '2001:db8::1'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['garbage', '127.0.0.1'],
  ])('%s is shown as %s', async (address, shown) => {
    await start('1');
    const guest = new ApiClient(app.url);
    guest.token = (
      await guest.ask<Login>('POST', '/auth/guest', { username: newName() }, from(address))
    ).body.accessToken;
    const { items } = await guest.must<SessionPage>('GET', '/auth/sessions');
    expect(items.map(({ ip }) => ip)).toEqual([shown]);
    const [entry] = await app.nest
      .get(Database)
      .query<{ ip: string }>(`SELECT ip FROM audit_log WHERE action = 'guest_entered'`);
    expect(entry).toEqual({ ip: shown });
  });

  test('has one place for each of its connections, wherever they are in its /64', async () => {
    await start('0.01'); // ten connections
    const ada = await newMember(app.url);
    const strangers: RawConnection[] = [];
    for (let i = 0; i < 10; i++) {
      const stranger = await RawConnection.open(app.url, from(`2001:db8:5:5::${i}`));
      stranger.send('40{"token":"none"}');
      await stranger.receives((frame) => frame.startsWith('44'), 'the rejection');
      strangers.push(stranger);
    }
    await expect(ada.connect({ headers: from('2001:db8:5:5:ffff::1') })).rejects.toMatchObject({
      data: { code: 'too_many_requests' },
    });
    const socket = await ada.connect({ headers: from('2001:db8:5:6::1') });
    socket.close();
    for (const stranger of strangers) stranger.close();
  });

  const tryWrongCode = (member: Member, address: string) =>
    member.ask('POST', '/rooms/join', { code: 'ZZZZZZ' }, from(address));

  test('may try few wrong room codes, under however many names', async () => {
    await start('0.1'); // ten
    const members: Member[] = [];
    for (let i = 0; i < 12; i++) members.push(await newMember(app.url));
    const [last] = members.splice(-1) as [Member];
    for (const [i, member] of members.entries())
      expect(await tryWrongCode(member, `2001:db8:6:${i}::1`)).toMatchObject({ status: i < 10 ? 404 : 429 });
    expect(await tryWrongCode(last, '2001:db8:6:77::1')).toMatchObject(refused(429, 'too_many_requests'));
    expect(await tryWrongCode(last, '2001:db8:7::1')).toMatchObject({ status: 404 });
  });

  test('is one of many that guess room codes: the operator is told, once', async () => {
    await start('0.01'); // three of all
    for (let i = 0; i < 5; i++) await tryWrongCode(await newMember(app.url), `203.0.113.${i}`);
    const entries = () =>
      app.nest.get(Database).query(`SELECT detail FROM audit_log WHERE action = 'room_codes_guessed'`);
    await eventually(async () => (await entries()).length === 1, 'the audit log has it');
  });
});

describe('requests', () => {
  let app: TestApp;
  afterEach(() => app.close());

  const paths = ['/users/me', '/rooms', '/auth/sessions', '/server'];

  test('of all routes count together', async () => {
    app = await startApp({ settings: { RATE_LIMIT_SCALE: '0.02' } }); // twelve
    const ada = await newMember(app.url);
    for (let i = 0; i < 12; i++) expect(await ada.ask('GET', paths[i % 4] ?? '')).toMatchObject({ status: 200 });
    for (const path of paths) expect(await ada.ask('GET', path)).toMatchObject(refused(429, 'too_many_requests'));
  });

  test('with a token that is refused count for their address, and nobody else is locked out', async () => {
    app = await startApp({ settings: { RATE_LIMIT_SCALE: '0.02', TRUST_PROXY_HOPS: '1' } });
    const ada = await newMember(app.url);
    const stranger = new ApiClient(app.url);
    stranger.token = 'none';
    const ask = (path = '') => stranger.ask('GET', path, undefined, { 'x-forwarded-for': '203.0.113.9' });
    for (let i = 0; i < 12; i++) expect(await ask(paths[i % 3])).toMatchObject({ status: 401 });
    expect(await ask('/users/me')).toMatchObject(refused(429, 'too_many_requests'));
    expect(await ask('/server')).toMatchObject({ status: 429 });
    const answer = await ada.ask('GET', '/users/me', undefined, { 'x-forwarded-for': '203.0.113.9' });
    expect(answer).toMatchObject({ status: 200 });
  });
});
