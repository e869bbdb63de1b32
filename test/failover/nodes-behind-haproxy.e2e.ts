import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newDatabase } from '../support/app.ts';
import { type BuiltServer, freePort, startBuiltServer } from '../support/built-server.ts';
import { eventually, lobbyOf, type Member, registerMember } from '../support/member.ts';
import { requireProgram } from '../support/services/debian-program.mjs';
import { removeFolder, sharedFolder } from './support/shared-folder.ts';
import { timeUntil } from './support/postgres-pair.ts';

const MEMBER_COUNT = 6;
/** Two checks that fail, two seconds apart, and a connection. */
const MAX_BACK_MS = 10_000;
const PAGE = join(import.meta.dirname, '../../docs/high-availability.md');

/** The settings of the page, with what stands before them in any HAProxy. */
function settings(port: number, [first, second]: [number, number]): string {
  const [, backend] = /```\n(backend parley\n[^]*?)```/.exec(readFileSync(PAGE, 'utf8')) ?? [];
  if (!backend) throw new Error('The page has no settings of HAProxy');
  return `
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
frontend all
  bind 127.0.0.1:${port}
  default_backend parley
${backend.replace('a:3000', `127.0.0.1:${first}`).replace('b:3000', `127.0.0.1:${second}`)}`;
}

const folder = sharedFolder();
let databaseUrl: string;
let nodes: BuiltServer[];
let haproxy: ChildProcess;
let url: string;
let members: Member[];

beforeAll(async () => {
  databaseUrl = await newDatabase();
  nodes = [await startBuiltServer(databaseUrl), await startBuiltServer(databaseUrl)];
  const port = await freePort();
  const file = join(folder, 'haproxy.cfg');
  const [first = 0, second = 0] = nodes.map((node) => node.port);
  writeFileSync(file, settings(port, [first, second]));
  haproxy = spawn(requireProgram('haproxy', 'haproxy'), ['-db', '-f', file], { stdio: 'ignore' });
  url = `http://127.0.0.1:${port}`;
  const isUp = async () => (await fetch(`${url}/health/ready`).catch(() => undefined))?.ok;
  await eventually(isUp, 'HAProxy leads to a node', 30_000);
  members = await Promise.all(Array.from({ length: MEMBER_COUNT }, () => registerMember(url)));
}, 120_000);

afterAll(async () => {
  for (const member of members) member.goOffline();
  haproxy.kill();
  for (const node of nodes) await node.stop('SIGKILL');
  removeFolder(folder);
}, 60_000);

/** Connects until it works, as clients do by themselves, and is heard. */
async function comesBack(member: Member): Promise<true> {
  const isHeard = async () => {
    member.goOffline();
    await member.goOnline();
    await member.send(await lobbyOf(member), 'is back');
    return true;
  };
  await eventually(() => isHeard().catch(() => false), `${member.username} is back`, 30_000);
  return true;
}

test.each([
  ['is stopped', 'SIGTERM', 0],
  ['is killed', 'SIGKILL', 1],
] as const)(
  'a node that %s takes nobody along, with the settings of the page',
  async (_, signal, index) => {
    for (const member of members) await comesBack(member);
    const node = nodes[index] as BuiltServer;
    await node.stop(signal);
    const ms = await timeUntil(
      () => Promise.all(members.map(comesBack)).then((all) => all.every(Boolean)),
      'everybody is back',
      60_000,
    );
    expect(ms).toBeLessThan(MAX_BACK_MS);
    nodes[index] = await startBuiltServer(databaseUrl, node.port);
    const isReady = async () => (await fetch(`${node.url}/health/ready`).catch(() => undefined))?.ok;
    await eventually(isReady, 'the node is ready again', 30_000);
  },
  180_000,
);
