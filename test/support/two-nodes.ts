import { newDatabase, startApp, type TestApp } from './app.ts';
import { startRedis } from './services/redis.mjs';

export interface TwoNodes {
  nodes: [TestApp, TestApp];
  databaseUrl: string;
  stop(): Promise<void>;
}

/** Two nodes of one company: one database, and a Redis of their own between them. */
export async function startTwoNodes(settings: Record<string, string>): Promise<TwoNodes> {
  const redis = await startRedis();
  const databaseUrl = await newDatabase();
  const start = () => startApp({ databaseUrl, settings: { REDIS_URL: redis.url, ...settings } });
  const nodes: [TestApp, TestApp] = [await start(), await start()];
  return {
    nodes,
    databaseUrl,
    async stop() {
      for (const node of nodes) await node.close();
      await redis.stop();
    },
  };
}
