import { request, type IncomingMessage } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ServerInfo } from '../../../src/health/server-info.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { mailsTo, mailTo } from '../../support/mailbox.ts';
import { ApiClient, eventually, type Member, newGuest, newMember } from '../../support/member.ts';

const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

const outside = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4');

describe('the address of a server', () => {
  let local: TestApp;
  let named: TestApp;
  let member: Member;
  let port: string;

  beforeAll(async () => {
    named = await startApp({
      settings: { PUBLIC_URL: 'https://chat.example.org', ALLOWED_ORIGINS: 'https://b.example' },
    });
    local = await startApp({ settings: { PUBLIC_URL: '' } });
    ({ port } = new URL(local.url));
    member = await newMember(local.url);
  });
  afterAll(async () => {
    await local.close();
    await named.close();
  });

  /** `fetch` sends its own Host. */
  const send = (app: TestApp, path: string, headers: Record<string, string>, body?: object) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(`${app.url}${path}`, { method: body ? 'POST' : 'GET', headers, agent: false });
      sent.on('error', reject);
      sent.on('response', resolve);
      sent.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve(response);
      });
      sent.end(body && JSON.stringify(body));
    });
  const connects = async (app: TestApp, host: string, origin: string) => {
    const path = '/socket.io/?EIO=4&transport=websocket';
    return (await send(app, path, { ...UPGRADE, host, origin })).statusCode === 101;
  };
  const info = async (app: TestApp, origin: string, host = new URL(app.url).host) => {
    const response = await send(app, `/api/v1/server?origin=${encodeURIComponent(origin)}`, { host });
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return JSON.parse(Buffer.concat(chunks).toString()) as ServerInfo;
  };

  test.each(['127.0.0.1', '127.0.0.2', 'localhost', '[::1]', ...(outside ? [outside.address] : [])])(
    'without PUBLIC_URL may be that of this machine: %s',
    async (name) => {
      const host = `${name}:${port}`;
      expect(await connects(local, host, `http://${host}`)).toBe(true);
      expect((await info(local, `http://${host}`, host)).openAt).toBeNull();
    },
  );

  test.each([
    ['another host', 'evil.example', 'evil.example'],
    ['another host that names the port', 'evil.example:$', 'evil.example:$'],
    ['a name below localhost', 'evil.localhost:$', 'evil.localhost:$'],
    ['an address of another machine', '198.51.100.7:$', '198.51.100.7:$'],
    ['another port', '127.0.0.1:1', '127.0.0.1:1'],
    ['another page of this machine', '127.0.0.1:$', '127.0.0.1:1'],
    ['a page elsewhere', '127.0.0.1:$', 'evil.example'],
    ['an odd spelling', '127.1:$', '127.1:$'],
    ['a user before the host', 'a@127.0.0.1:$', '127.0.0.1:$'],
  ])('is refused: %s', async (_what, host, origin) => {
    const filled = (text: string) => text.replace('$', port);
    expect(await connects(local, filled(host), `http://${filled(origin)}`)).toBe(false);
  });

  test('with PUBLIC_URL is that one, and the named origins', async () => {
    const host = new URL(named.url).host;
    expect(await connects(named, host, `http://${host}`)).toBe(false);
    expect(await connects(named, host, 'https://chat.example.org')).toBe(true);
    expect((await info(named, `http://${host}`)).openAt).toBe('https://chat.example.org');
    expect((await info(named, 'https://chat.example.org')).openAt).toBeNull();
    expect((await info(named, 'https://b.example')).openAt).toBeNull();
  });

  const linkFor = async (host: string) => {
    const email = member.user.email ?? '';
    const before = (await mailsTo(email)).length;
    const headers = { host, 'content-type': 'application/json' };
    await send(local, '/api/v1/auth/forgot-password', headers, { email });
    await eventually(async () => (await mailsTo(email)).length > before, 'a mail comes');
    return /\S+reset-password/.exec((await mailTo(email)).text)?.[0];
  };

  test('stands in mails as the person came by it', async () => {
    expect(await linkFor(`127.0.0.1:${port}`)).toBe(`http://127.0.0.1:${port}/reset-password`);
    if (outside)
      expect(await linkFor(`${outside.address}:${port}`)).toBe(`http://${outside.address}:${port}/reset-password`);
  });

  test.each(['evil.example', 'evil.example:$', '127.0.0.1:1', '198.51.100.7:$'])(
    'never stands in mails as a stranger has written it: %s',
    async (host) => expect(await linkFor(host.replace('$', port))).toBe('http://localhost:0/reset-password'),
  );

  test('is handed on to members alone', async () => {
    const guest = await newGuest(local.url);
    const { addresses } = await member.must<ServerInfo>('GET', '/server');
    if (outside) expect(addresses).toContain(`http://${outside.address}:${port}`);
    expect((await guest.must<ServerInfo>('GET', '/server')).addresses).toEqual([]);
    expect((await new ApiClient(local.url).must<ServerInfo>('GET', '/server')).addresses).toEqual([]);
  });
});

describe('the address of a server with PUBLIC_URL', () => {
  test('is the one to hand on', async () => {
    const app = await startApp({ settings: { PUBLIC_URL: 'https://chat.example.org' } });
    const member = await newMember(app.url);
    expect((await member.must<ServerInfo>('GET', '/server')).addresses).toEqual(['https://chat.example.org']);
    await app.close();
  });
});

describe('an empty server', () => {
  test('says that it waits for its administrator, until the first account', async () => {
    const app = await startApp();
    const ask = () => new ApiClient(app.url).must<ServerInfo>('GET', '/server');
    try {
      expect((await ask()).needsAdministrator).toBe(true);
      await newGuest(app.url);
      expect((await ask()).needsAdministrator).toBe(true);
      await newMember(app.url);
      expect((await ask()).needsAdministrator).toBe(false);
    } finally {
      await app.close();
    }
  });

  test('says whether mails are caught', async () => {
    const app = await startApp({ settings: { MAILBOX_URL: 'http://localhost:8025/secret' } });
    const ask = () => new ApiClient(app.url).must<ServerInfo>('GET', '/server');
    expect((await ask()).mailCaught).toBe(true);
    await app.close();
  });
});
