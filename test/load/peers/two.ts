import { join } from 'node:path';
import { freePort } from '../../../deploy/local/port.mjs';
import { root } from '../../../deploy/local/paths.mjs';
import { startRedis } from '../../support/redis.mjs';
import { company } from './company.ts';
import { dialect } from './parley.ts';
import { parleySettings } from './parley-settings.ts';
import type { Peer } from './peer.ts';
import { startServer } from './server.ts';

/** Two processes on one database, with Redis between them. On one core both: what it costs, not what it brings. */
export const two: Peer = {
  name: 'two',
  title: 'Parley on two nodes',
  dialect,
  async start(stage) {
    const databaseUrl = await stage.migrated();
    const redis = await startRedis();
    const first = await freePort();
    // Both under one address, as behind an ingress: what one has signed holds at the other.
    const settings = { ...parleySettings(databaseUrl, first), REDIS_URL: redis.url };
    const start = (port: number) => startServer(join(root, 'dist/src/main.js'), port, settings);
    const servers = [await start(first), await start(await freePort())];
    return {
      servers,
      databaseUrl,
      invite: (scenario) => company(databaseUrl, first, scenario),
      async stop() {
        for (const server of servers) await server.stop();
        await redis.stop();
      },
    };
  },
};
