import { randomUUID } from 'node:crypto';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { readConfig } from '../../src/common/config.ts';
import { createApp } from '../../src/main.ts';
import { createDatabase } from './services/services.mjs';

/** A running server in this process, with a database of its own. */
export interface TestApp {
  url: string;
  databaseUrl: string;
  nest: NestExpressApplication;
  secretKey: string;
  close(): Promise<void>;
}

const running = new Map<string, TestApp>();

/** The server at this address, if it runs in this process. */
export const appAt = (url: string): TestApp | undefined => running.get(url);

const env = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the e2e project of jest, whose set-up starts the services`);
  return value;
};

/** A fresh database, as migrations leave it. */
export const newDatabase = (): Promise<string> =>
  createDatabase(env('TEST_DATABASE_URL'), `t_${randomUUID().slice(0, 8)}`);

export const testEnvironment = (databaseUrl: string): Record<string, string> => ({
  NODE_ENV: 'test',
  PORT: '0',
  PUBLIC_URL: 'http://localhost:3000',
  DATABASE_URL: databaseUrl,
  SECRET_KEY: 'a secret that is only used by tests, 32 bytes and more',
  MAIL_SERVER: '127.0.0.1',
  MAIL_PORT: env('TEST_SMTP_PORT'),
  MAIL_USE_TLS: 'off',
  UPLOAD_FOLDER: env('TEST_UPLOAD_FOLDER'),
  RATE_LIMIT_SCALE: '1000',
  TEST_HINTS: process.env.TEST_HINTS ?? 'on', // off: all tests must pass without hints (see all.mjs)
  OVERLOAD_LAG: '60000', // a slow machine must not cause refusals in tests
  LOG_LEVEL: 'fatal',
});

/**
 * Starts the real application.
 * @param settings variables that differ from the usual; `redis` adds the test Redis, `databaseUrl` shares a database, `port` is
 *   for those whose address is known before
 */
export async function startApp({
  databaseUrl,
  redis = false,
  settings = {},
  port: wantedPort = 0,
}: {
  databaseUrl?: string;
  redis?: boolean;
  settings?: Record<string, string>;
  port?: number;
} = {}): Promise<TestApp> {
  const url = databaseUrl ?? (await newDatabase());
  const withRedis: Record<string, string> = redis ? { REDIS_URL: env('TEST_REDIS_URL') } : {};
  const environment: Record<string, string> = {
    ...testEnvironment(url),
    ...withRedis,
    ...settings,
    ...(settings.S3_ENDPOINT && { UPLOAD_FOLDER: '' }),
  };
  const nest = await createApp(readConfig(environment));
  await nest.listen(wantedPort, '127.0.0.1');
  const { port } = nest.getHttpServer().address() as { port: number };
  const address = `http://127.0.0.1:${port}`;
  const close = async () => {
    running.delete(address);
    await nest.close();
  };
  const app = { url: address, databaseUrl: url, nest, secretKey: environment.SECRET_KEY ?? '', close };
  running.set(address, app);
  return app;
}
