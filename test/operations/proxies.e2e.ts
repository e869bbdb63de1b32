import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import type { SessionPage } from '../../src/auth/auth.dto.ts';
import { newDatabase } from '../support/app.ts';
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts';
import { eventually, type Member, newMember } from '../support/member.ts';
import { type Proxy, startProxy } from '../support/services/proxy.mjs';

/** Bytes; the largest file that is let in. */
const LARGEST_FILE = 25_000_000;

/** The certificate is the test's own. */
const agent = new Agent({ rejectUnauthorized: false });

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

function ask(url: string, method = 'GET', headers: Record<string, string> = {}, body?: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    asked.once('error', reject).end(body);
  });
}

describe.each(['nginx', 'caddy'] as const)('the example for %s, in front of two nodes', (name) => {
  let nodes: BuiltServer[];
  let proxy: Proxy;
  let ada: Member;

  beforeAll(async () => {
    const databaseUrl = await newDatabase();
    const settings = { PUBLIC_URL: 'https://localhost', TRUST_PROXY_HOPS: '1' };
    const start = () => startBuiltServer(databaseUrl, undefined, settings);
    nodes = [await start(), await start()];
    proxy = await startProxy(
      name,
      nodes.map(({ url }) => new URL(url).host),
    );
    ada = await newMember(nodes[0]?.url ?? '');
  }, 180_000);

  afterAll(async () => {
    await proxy.stop();
    for (const node of nodes) await node.stop('SIGTERM');
  });

  const bearer = () => ({ authorization: `Bearer ${ada.token ?? ''}` });

  test('passes on the address of the browser and ignores what the browser says of it', async () => {
    const forged = { ...bearer(), 'x-forwarded-for': '9.9.9.9', 'content-type': 'application/json' };
    const login = Buffer.from(JSON.stringify({ login: ada.username, password: ada.password }));
    expect(await ask(`${proxy.url}/api/v1/auth/login`, 'POST', forged, login)).toMatchObject({ status: 200 });
    const { body } = await ask(`${proxy.url}/api/v1/auth/sessions`, 'GET', bearer());
    const addresses = (JSON.parse(body) as SessionPage).items.map(({ ip }) => ip);
    expect(addresses).toContain('127.0.0.1');
    expect(addresses).not.toContain('9.9.9.9');
  });

  test('lets in the largest file', async () => {
    const boundary = 'of-a-form';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="large.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`;
    const body = Buffer.concat([Buffer.from(head), randomBytes(LARGEST_FILE), Buffer.from(`\r\n--${boundary}--\r\n`)]);
    const headers = { ...bearer(), 'content-type': `multipart/form-data; boundary=${boundary}` };
    const answer = await ask(
      `${proxy.url}/api/v1/uploads`,
      'POST',
      { ...headers, 'content-length': String(body.length) },
      body,
    );
    expect(answer.status).toBe(201);
  }, 60_000);

  test('upgrades sockets and keeps them', async () => {
    const socket: Socket = io(proxy.url, {
      transports: ['websocket'],
      forceNew: true,
      rejectUnauthorized: false,
      auth: { token: ada.token },
    } as object);
    await socket.timeout(10_000).emitWithAck('sync', { rooms: [] });
    expect(socket.connected).toBe(true);
    socket.close();
  });

  test('asks the other node while one is replaced', async () => {
    await nodes.pop()?.stop('SIGTERM');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask(`${proxy.url}/api/v1/users/me`, 'GET', bearer())),
    );
    expect([...new Set(answers.map(({ status, body }) => `${status} ${status === 200 ? '' : body}`))]).toEqual([
      '200 ',
    ]);
    await eventually(async () => (await ask(`${proxy.url}/health/ready`)).status === 200, 'the proxy is ready');
  });
});
