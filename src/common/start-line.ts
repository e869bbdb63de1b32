import type { Config } from './config.ts';
import { VERSION } from './version.ts';

/** The line of a start: what runs, where it listens, and with what; no secret. @param port undefined for a worker */
export function startLine({ env, publicUrl, s3, scanner, https }: Config, port?: number): string {
  const database = new URL(env.DATABASE_URL.replace(/\/\/([^@/]*@)?([^/,]*)[^/]*/, '//$2'));
  const where = port === undefined ? 'works' : `listens on ${hostForUrl(env.HOST)}:${port} for ${publicUrl}`;
  const parts = [
    `PostgreSQL ${database.host}${database.pathname}`,
    env.REDIS_URL ? `Redis ${hostsOf(env.REDIS_URL)}` : 'no Redis',
    s3 ? `files in the bucket ${s3.bucket}` : 'files in a folder',
    `mail by ${env.MAIL_SERVER}:${env.MAIL_PORT}`,
    scanner ? `scanner ${scanner.host}` : 'no virus scanner',
    `jobs ${env.JOBS ? 'on' : 'off'}`,
    `proxies ${env.TRUST_PROXY_HOPS}`,
    ...(env.BACKUP_TO ? [`a backup at ${env.BACKUP_AT} UTC`] : []),
    ...(https || port === undefined ? [] : ['plain http']),
  ];
  return `Parley ${VERSION} ${where}: ${parts.join(', ')}`;
}

/** The hosts of an address of Redis, without its login: several by commas where Sentinels or a Cluster are named. */
const hostsOf = (url: string): string => url.replace(/^[^/]*\/\/(?:[^@/]*@)?/, '').replace(/[/?#].*$/, '');

const hostForUrl = (host: string | undefined): string => (host?.includes(':') ? `[${host}]` : (host ?? '*'));
