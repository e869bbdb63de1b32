import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { migrate } from '../../src/operations/migrate.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { type BuiltServer, freePort, startBuiltServer } from '../support/built-server.ts';
import { eventually, lobbyOf, type Member, registerMember } from '../support/member.ts';
import { requireProgram } from '../support/services/debian-program.mjs';
import { measured } from './support/measurements.ts';
import { PostgresPair, timeUntil } from './support/postgres-pair.ts';
import { removeFolder, sharedFolder } from './support/shared-folder.ts';

/** As the manual of HAProxy has it for a primary and a standby. */
const settings = (port: number, { primary, standby }: PostgresPair): string => `
global
  maxconn 200
defaults
  mode tcp
  timeout connect 2s
  timeout client 1h
  timeout server 1h
listen database
  bind 127.0.0.1:${port}
  option pgsql-check user parley
  default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
  server first 127.0.0.1:${primary.port} check
  server second 127.0.0.1:${standby.port} check backup
`;

let folder: string;
let pair: PostgresPair;
let haproxy: ChildProcess;
let server: BuiltServer;
let ada: Member;
let lobby: Room;

beforeAll(async () => {
  folder = sharedFolder();
  pair = await PostgresPair.start(folder, (url) => migrate(url, () => undefined));
  const port = await freePort();
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, settings(port, pair));
  haproxy = spawn(requireProgram('haproxy', 'haproxy'), ['-db', '-f', file], { stdio: 'ignore' });
  server = await startBuiltServer(pair.primary.url.replace(`:${pair.primary.port}/`, `:${port}/`));
  ada = await registerMember(server.url);
  lobby = await lobbyOf(ada);
  await ada.goOnline();
}, 120_000);

afterAll(async () => {
  ada.goOffline();
  await server.stop('SIGTERM');
  haproxy.kill();
  await pair.stop();
  removeFolder(folder);
}, 60_000);

const isReady = async (): Promise<boolean> =>
  (await fetch(`${server.url}/health/ready`).catch(() => undefined))?.status === 200;

test('a failover behind HAProxy loses nothing, and messages go on', async () => {
  await ada.send(lobby, 'before');
  await pair.caughtUp();
  await pair.primary.kill();
  await eventually(async () => !(await isReady()), 'the standby takes no writes', 20_000);
  await pair.promote();
  const ms = await timeUntil(isReady, 'the server is ready', 30_000);
  measured('X4', `behind HAProxy ready ${ms} ms after the promotion`);
  const again = ada.sameSession(server.url);
  await again.goOnline();
  await again.send(lobby, 'after');
  const { items } = await again.must<{ items: { body: string }[] }>('GET', `/rooms/${lobby.id}/messages`);
  const bodies = items.map(({ body }) => body).filter((body) => body === 'before' || body === 'after');
  expect(bodies.toSorted()).toEqual(['after', 'before']);
  again.goOffline();
}, 120_000);
