import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JwtService } from '@nestjs/jwt';
import { transformFile } from '@swc/core';
import pg from 'pg';
import { freePort } from '../../../deploy/local/port.mjs';
import { root } from '../../../deploy/local/paths.mjs';
import type { Scenario } from '../scenarios.ts';
import type { Guest, Peer } from './peer.ts';
import { simple } from './plain.ts';
import { startServer } from './server.ts';

const SECRET = 'only signs tokens of a load test';
const built = join(root, 'node_modules/.cache/parley/naive.server.mjs');

/** The one to beat: what the manuals of NestJS and TypeORM lead to. */
export const naive: Peer = {
  name: 'naive',
  title: 'NestJS + TypeORM by the manual',
  dialect: simple,
  async start(stage) {
    await build();
    const databaseUrl = await stage.empty();
    const env = { DATABASE_URL: databaseUrl, JWT_SECRET: SECRET };
    const server = await startServer(built, await freePort(), env);
    return { servers: [server], stop: server.stop, databaseUrl, invite: (scenario) => invite(databaseUrl, scenario) };
  },
};

/** Node takes types away but makes no decorators. */
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

async function invite(databaseUrl: string, { rooms, members }: Scenario): Promise<Guest[]> {
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
