import { join } from 'node:path';
import { freePort } from '../../../deploy/local/port.mjs';
import { root } from '../../../deploy/local/paths.mjs';
import { startRedis } from '../../support/services/redis.mjs';
import { createCompany } from './company.ts';
import { parleyProtocol } from './parley.ts';
import { parleySettings } from './parley-settings.ts';
import type { Peer } from './peer.ts';
import { startServer } from './server.ts';

/** Two processes on one database with Redis between them. Both share one core: this measures the cost, not the gain. */
export const two: Peer = {
  name: 'two',
  title: 'Parley on two nodes',
  protocol: parleyProtocol,
  async start(stage) {
    const databaseUrl = await stage.createMigrated();
    const redis = await startRedis();
    const first = await freePort();
    // Both have the same public URL, as behind an ingress: a token of one is valid at the other.
    const settings = { ...parleySettings(databaseUrl, first), REDIS_URL: redis.url };
    const start = (port: number) => startServer(join(root, 'dist/src/main.js'), port, settings);
    const servers = [await start(first), await start(await freePort())];
    return {
      servers,
      databaseUrl,
      createAccounts: (scenario) => createCompany(databaseUrl, first, scenario),
      async stop() {
        for (const server of servers) await server.stop();
        await redis.stop();
      },
    };
  },
};
