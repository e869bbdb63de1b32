import { randomBytes, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../deploy/local/port.mjs';
import { createDatabase } from '../../support/services/services.mjs';

export interface OwnServer {
  url: string;
  close(): Promise<void>;
}

/** Starts an empty server, for what only the first account may do or what would disturb the shared server. */
export async function startOwnServer(settings: Record<string, string> = {}): Promise<OwnServer> {
  const main = new URL('../../../dist/src/main.js', import.meta.url).href;
  const { serve } = (await import(main)) as { serve: (env: Record<string, string>) => Promise<OwnServer> };
  const folder = join(tmpdir(), `parley-own-${randomUUID()}`);
  const server = await serve({
    PORT: String(await freePort()),
    SECRET_KEY: randomBytes(32).toString('base64url'),
    DATA_DIR: folder,
    DATABASE_URL: await createDatabase(process.env.TEST_DATABASE_URL ?? '', `own_${randomBytes(4).toString('hex')}`),
    MAIL_SERVER: '127.0.0.1',
    MAIL_PORT: process.env.TEST_SMTP_PORT ?? '',
    MAIL_USE_TLS: 'off',
    MAILBOX_URL: process.env.TEST_MAILBOX_URL ?? '',
    RATE_LIMIT_SCALE: '1000',
    LOG_LEVEL: 'warn',
    ...settings,
  });
  const close = async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: server.url, close };
}
