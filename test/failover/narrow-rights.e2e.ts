import { expect, test } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../src/operations/migrate.ts';
import { startBuiltServer } from '../support/built-server.ts';
import { eventually, lobbyOf, registerMember } from '../support/member.ts';
import { PostgresPair } from './support/postgres-pair.ts';
import { removeFolder, sharedFolder } from './support/shared-folder.ts';

/** What some managed services do, said with the rights that remain. */
const NARROW = `
  CREATE ROLE tenant LOGIN PASSWORD 'narrow';
  CREATE DATABASE narrow OWNER tenant`;

async function ask(url: string, sql: string): Promise<void> {
  for (const statement of sql.split(';')) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  }
}

test('a role that may not name the history works, and the log says once what that costs', async () => {
  const folder = sharedFolder();
  const pair = await PostgresPair.start(folder, () => Promise.resolve());
  try {
    await ask(pair.primary.url, NARROW);
    const owner = pair.primary.url.replace(/\/parley$/, '/narrow');
    await ask(owner, 'REVOKE EXECUTE ON FUNCTION pg_control_system() FROM public');
    const url = owner.replace(/\/\/[^@]+@/, '//tenant:narrow@');
    await migrate(url, () => undefined);
    const server = await startBuiltServer(url, undefined, { LOG_LEVEL: 'warn' });
    try {
      const isReady = async () => (await fetch(`${server.url}/health/ready`).catch(() => undefined))?.ok;
      await eventually(isReady, 'the server is ready', 30_000);
      const ada = await registerMember(server.url);
      await ada.goOnline();
      await ada.send(await lobbyOf(ada), 'hello');
      ada.goOffline();
      expect(server.output().match(/The history of the database cannot be named/g)).toHaveLength(1);
    } finally {
      await server.stop('SIGKILL');
    }
  } finally {
    await pair.stop();
    removeFolder(folder);
  }
}, 120_000);
