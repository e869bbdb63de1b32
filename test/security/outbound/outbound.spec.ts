import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readConfig } from '../../../src/common/config.ts';
import type { ResolveHost } from '../../../src/outbound/destination.ts';
import { OutboundFailure, type OutboundPolicy } from '../../../src/outbound/outbound-policy.ts';
import { OutboundService } from '../../../src/outbound/outbound.service.ts';

const POLICY: OutboundPolicy = {
  purpose: 'test',
  schemes: ['http:', 'https:'],
  connectTimeoutMs: 2_000,
  timeoutMs: 2_000,
  maxBytes: 1_000,
};

let connections = 0;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let listener: Server;
let port: number;

beforeAll(async () => {
  listener = createServer((request, response) => answer(request, response));
  listener.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => listener.listen(0, '::', resolve));
  port = (listener.address() as AddressInfo).port;
});

afterEach(() => {
  connections = 0;
  answer = (_, response) => response.end('hello');
});

afterAll(() => {
  listener.closeAllConnections();
  listener.close();
});

const service = (settings: Record<string, string> = {}, names: Record<string, string[] | (() => string[])> = {}) => {
  const config = readConfig({
    SECRET_KEY: 'a secret that is only used by tests, 32 bytes and more',
    DATABASE_URL: 'postgres://localhost/none',
    MAIL_SERVER: 'localhost',
    PUBLIC_URL: 'https://chat.example.org',
    ...settings,
  });
  const resolve: ResolveHost = (host) => {
    const found = names[host];
    if (!found) return Promise.reject(new Error('ENOTFOUND'));
    const addresses = typeof found === 'function' ? found() : found;
    return Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  };
  return Object.keys(names).length ? new OutboundService(config, resolve) : new OutboundService(config);
};

/** What a request fails by; a status when it is answered. */
const outcomeOf = (outbound: OutboundService, url: string, policy: Partial<OutboundPolicy> = {}) =>
  outbound.request({ url, policy: { ...POLICY, ...policy } }).then(
    ({ status }) => status,
    (error: unknown) => (error instanceof OutboundFailure ? error.reason : error),
  );

describe('an address of the own machine or network', () => {
  test.each([
    ...['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::7f00:1]', '[64:ff9b::7f00:1]'],
    ...['[2002:7f00:1::]', '[fe80::1]', '[fd00:ec2::254]', '2130706433', '0x7f.1', '0177.0.0.1', '127.1'],
    ...['①②⑦.⓪.⓪.①', '0', 'localhost', 'localhost.', 'a@127.0.0.1', '127.0.0.1\\@a', '169.254.169.254'],
  ])('is not connected to as %s', async (host) => {
    // Not every system knows `localhost.`.
    const refused = host === 'localhost.' ? /^(forbidden|unresolved)$/ : /^forbidden$/;
    expect(await outcomeOf(service(), `http://${host}:${port}/`)).toMatch(refused);
    expect(connections).toBe(0);
  });

  test.each<[string, string[]]>([
    ['alone', ['127.0.0.1']],
    ['beside a public one', ['93.184.216.34', '127.0.0.1']],
    ['before a public one', ['::1', '93.184.216.34']],
    ['as IPv4 within IPv6', ['::ffff:127.0.0.1']],
  ])('is not connected to by a name that has it %s', async (_, addresses) => {
    const outbound = service({}, { '127.0.0.1.nip.io': addresses });
    expect(await outcomeOf(outbound, `http://127.0.0.1.nip.io:${port}/`)).toBe('forbidden');
    expect(connections).toBe(0);
  });

  test('is not connected to by a name that had a public one when it was checked', async () => {
    const answers = [['93.184.216.34'], ['127.0.0.1']];
    const outbound = service({}, { 'rebinding.example': () => answers.shift() ?? ['127.0.0.1'] });
    const url = `http://rebinding.example:${port}/`;
    await outbound.assertAllowed(url, POLICY);
    expect(await outcomeOf(outbound, url)).toBe('forbidden');
    expect(connections).toBe(0);
  });

  test('is not looked up again for the connection', async () => {
    const answers = [['127.0.0.1']];
    const outbound = service({}, { 'inside.example': () => answers.shift() ?? ['93.184.216.34'] });
    expect(await outcomeOf(outbound, `http://inside.example:${port}/`, { internal: 'all' })).toBe(200);
    expect(answers).toEqual([]);
  });

  test('is connected to where the operator allows host and port, or the network', async () => {
    const allow = { OUTBOUND_ALLOW: `ci.corp:${port},127.0.0.0/8` };
    const names = { 'ci.corp': ['127.0.0.1'], 'other.corp': ['::1'] };
    const listed = { internal: 'listed' } as const;
    expect(
      await outcomeOf(service({ OUTBOUND_ALLOW: `ci.corp:${port}` }, names), `http://ci.corp:${port}/`, listed),
    ).toBe(200);
    expect(await outcomeOf(service(allow, names), `http://127.0.0.1:${port}/`, listed)).toBe(200);
    connections = 0;
    expect(await outcomeOf(service(allow, names), `http://other.corp:${port}/`, listed)).toBe('forbidden');
    expect(await outcomeOf(service(allow, names), `http://ci.corp:${port + 1}/`, { ...listed, ports: [port] })).toBe(
      'forbidden',
    );
    expect(await outcomeOf(service(allow, names), `http://127.0.0.1:${port}/`)).toBe('forbidden');
    expect(connections).toBe(0);
  });

  test('is connected to as an origin that the purpose names, with that scheme and port', async () => {
    const policy = { schemes: ['https:'], ports: [443], origins: new Set([`http://127.0.0.1:${port}`]) } as const;
    expect(await outcomeOf(service(), `http://127.0.0.1:${port}/path`, policy)).toBe(200);
    connections = 0;
    expect(await outcomeOf(service(), `http://localhost:${port}/`, policy)).toBe('forbidden');
    expect(await outcomeOf(service(), `https://127.0.0.1:${port}/`, policy)).toBe('forbidden');
    expect(await outcomeOf(service(), `http://a@127.0.0.1:${port}/`, policy)).toBe('forbidden');
    expect(connections).toBe(0);
  });
});

test.each([
  'file:///etc/passwd',
  'gopher://127.0.0.1:70/',
  'ftp://example.org/',
  'javascript:alert(1)',
  'nonsense',
  '',
])('there is no answer from %p', async (url) => {
  expect(await outcomeOf(service(), url)).toBe('forbidden');
});

test('the server does not ask itself', async () => {
  const outbound = service({}, { 'chat.example.org': ['93.184.216.34'] });
  expect(await outcomeOf(outbound, 'https://chat.example.org/api/v1/rooms')).toBe('forbidden');
});

describe('a redirect', () => {
  const follows = () => ({ origins: new Set([`http://127.0.0.1:${port}`]), maxRedirects: 3 });
  const leadsTo = (location: string) => {
    answer = (_, response) => response.writeHead(302, { location }).end();
  };

  test.each(['http://169.254.169.254/', 'gopher://127.0.0.1/', 'file:///etc/passwd', 'https://chat.example.org/'])(
    'to %s is not followed',
    async (location) => {
      leadsTo(location);
      const outbound = service({}, { 'chat.example.org': ['93.184.216.34'] });
      expect(await outcomeOf(outbound, `http://127.0.0.1:${port}/`, follows())).toBe('forbidden');
      expect(connections).toBe(1);
    },
  );

  test('to another name of the own machine is not followed', async () => {
    leadsTo(`http://localhost:${port}/`);
    expect(await outcomeOf(service(), `http://127.0.0.1:${port}/`, follows())).toBe('forbidden');
    expect(connections).toBe(1);
  });

  test('is followed to a relative address, at most three times', async () => {
    leadsTo('/next');
    expect(await outcomeOf(service(), `http://127.0.0.1:${port}/`, follows())).toBe('redirects');
    expect(connections).toBe(4);
    answer = ({ url }, response) =>
      url === '/last' ? response.end('there') : response.writeHead(307, { location: 'last' }).end();
    const { body, url } = await service().request({
      url: `http://127.0.0.1:${port}/first`,
      policy: { ...POLICY, ...follows() },
    });
    expect([body.toString(), url]).toEqual(['there', `http://127.0.0.1:${port}/last`]);
  });

  test('is the answer where none is followed, and of a POST', async () => {
    leadsTo('http://169.254.169.254/');
    const policy = { ...POLICY, ...follows() };
    expect(await outcomeOf(service(), `http://127.0.0.1:${port}/`, { ...policy, maxRedirects: 0 })).toBe(302);
    const url = `http://127.0.0.1:${port}/`;
    expect(await service().request({ url, method: 'POST', body: 'x', policy })).toMatchObject({ status: 302 });
  });
});

describe('an answer', () => {
  const asked = (policy: Partial<OutboundPolicy> = {}) =>
    service().request({ url: `http://127.0.0.1:${port}/`, policy: { ...POLICY, internal: 'all', ...policy } });

  test('is cut at the size of the policy', async () => {
    answer = (_, response) => {
      const more = () => response.write('x'.repeat(10_000)) && setImmediate(more);
      response.on('drain', more).on('error', () => undefined);
      more();
    };
    expect(await asked()).toMatchObject({ status: 200, isCut: true, body: Buffer.from('x'.repeat(1_000)) });
  });

  test('that comes byte by byte ends in time', async () => {
    answer = (_, response) => {
      const timer = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(timer));
    };
    await expect(asked({ timeoutMs: 300 })).rejects.toMatchObject({ reason: 'timeout' });
  });

  test('that never comes ends by the signal of the caller', async () => {
    answer = () => undefined;
    const url = `http://127.0.0.1:${port}/`;
    const signal = AbortSignal.timeout(100);
    const policy = { ...POLICY, internal: 'all' } as const;
    await expect(service().request({ url, policy, signal })).rejects.toMatchObject({ reason: 'cancelled' });
  });

  test('sets no cookie, and the request says who asks and nothing else', async () => {
    const seen: IncomingMessage['headers'][] = [];
    answer = ({ headers }, response) => {
      seen.push(headers);
      response.setHeader('set-cookie', 'a=b').end('ok');
    };
    await asked();
    await asked();
    expect(seen[1]).toEqual({
      host: `127.0.0.1:${port}`,
      'user-agent': expect.stringMatching(/^Parley\/[\d.]+ \(\+test\)$/),
      connection: 'close',
    });
  });

  test('is that of the body and headers that are sent', async () => {
    answer = (request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => {
        response.writeHead(201, { 'X-Seen': `${request.method} ${String(request.headers['x-a'])} ${text}` }).end();
      });
    };
    const request = { url: `http://127.0.0.1:${port}/`, method: 'POST', headers: { 'X-A': '1' }, body: 'grüße' };
    expect(await service().request({ ...request, policy: { ...POLICY, internal: 'all' } })).toMatchObject({
      status: 201,
      headers: { 'x-seen': 'POST 1 grüße' },
      isCut: false,
    });
  });

  test('that is missing has a reason, which names no path', async () => {
    const url = 'http://nowhere.example/secret';
    const failure = await service({}, { somewhere: [] })
      .request({ url, policy: POLICY })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason: 'unresolved', message: 'nowhere.example has no address' });
    const closed = { url: 'http://127.0.0.1:1/secret', policy: { ...POLICY, internal: 'all' } as const };
    await expect(service().request(closed)).rejects.toMatchObject({
      reason: 'unreachable',
      message: '127.0.0.1:1 cannot be reached: ECONNREFUSED',
    });
  });
});
