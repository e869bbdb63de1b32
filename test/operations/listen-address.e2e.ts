import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newDatabase } from '../support/app.ts';
import { type BuiltServer, freePort, runBuilt, startBuiltServer } from '../support/built-server.ts';
import { eventually } from '../support/member.ts';

const otherAddress = (): string =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '127.0.0.2';

describe('the address that a server listens on', () => {
  let database: string;
  const servers: BuiltServer[] = [];
  beforeAll(async () => {
    database = await newDatabase();
  });

  afterAll(() => Promise.all(servers.map((server) => server.stop('SIGTERM'))));

  test('is that of HOST and no other', async () => {
    const server = await startBuiltServer(database, undefined, { HOST: '127.0.0.1' });
    servers.push(server);
    expect((await fetch(`http://127.0.0.1:${server.port}/health/live`)).status).toBe(200);
    await expect(fetch(`http://${otherAddress()}:${server.port}/health/live`)).rejects.toThrow('fetch failed');
  }, 60_000);

  test('stops the start with one line when this machine does not have it', async () => {
    const server = runBuilt('main', database, { PORT: String(await freePort()), HOST: '192.0.2.1' });
    await eventually(() => server.exitCode() !== null, 'the server ends', 30_000);
    expect(server.output()).toMatch(/^HOST 192\.0\.2\.1 is no address of this machine\n$/);
  }, 60_000);
});
