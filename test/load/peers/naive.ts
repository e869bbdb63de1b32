import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JwtService } from '@nestjs/jwt';
import { transformFile } from '@swc/core';
import pg from 'pg';
import { freePort } from '../../../deploy/local/port.mjs';
import { root } from '../../../deploy/local/paths.mjs';
import type { Scenario } from '../scenarios.ts';
import type { PeerAccount, Peer } from './peer.ts';
import { joinAndMessage } from './plain.ts';
import { startServer } from './server.ts';

const SECRET = 'only signs tokens of a load test';
const built = join(root, 'node_modules/.cache/parley/naive.server.mjs');

/** The reference: a chat as the manuals of NestJS and TypeORM suggest. */
export const naive: Peer = {
  name: 'naive',
  title: 'NestJS + TypeORM by the manual',
  protocol: joinAndMessage,
  async start(stage) {
    await build();
    const databaseUrl = await stage.createEmpty();
    const env = { DATABASE_URL: databaseUrl, JWT_SECRET: SECRET };
    const server = await startServer(built, await freePort(), env);
    return {
      servers: [server],
      stop: server.stop,
      databaseUrl,
      createAccounts: (scenario) => createAccounts(databaseUrl, scenario),
    };
  },
};

/** Node strips types but does not compile decorators. */
async function build(): Promise<void> {
  const { code } = await transformFile(join(import.meta.dirname, 'naive.server.ts'), {
    jsc: {
      target: 'es2024',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    },
    module: { type: 'es6' },
  });
  mkdirSync(join(built, '..'), { recursive: true });
  writeFileSync(built, code);
}

async function createAccounts(databaseUrl: string, { rooms, members }: Scenario): Promise<PeerAccount[]> {
  const jwt = new JwtService({ secret: SECRET });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `INSERT INTO naive_members (room, person) SELECT 'room ' || i / $2::int, i FROM generate_series(0, $1::int * $2 - 1) i`,
    [rooms, members],
  );
  await client.query('ANALYZE');
  await client.end();
  return Array.from({ length: rooms * members }, (_, index) => ({
    index,
    roomId: `room ${Math.floor(index / members)}`,
    auth: { token: jwt.sign({ sub: index }) },
  }));
}
