import { createServer, type Server } from 'node:http';
import { type Logger, pino } from 'pino';
import type { Config } from '../config.ts';
import { lineFormat, logDestination } from '../observability/log-output.ts';
import { Problem } from '../problem.ts';
import { connectionAdvice } from './connection-advice.ts';
import { databaseAddress } from './database-address.ts';
import { isUnavailability, unavailabilityReason } from './database-unavailable.ts';
import { isPooler, keepsStatements } from './pooler-detection.ts';
import { WritableHost } from './writable-host.ts';

const RETRY_MS = 1_000;
/** The same reason is logged again after so long. */
const REMIND_MS = 60_000;

/**
 * Resolves when the database can be written to. A process that is started before its database, or beside a standby, waits: it
 * is alive, says for what it waits in the log and by `/health/ready`, and is not ready.
 * @throws Error that waiting would not mend, such as a wrong password
 */
export async function waitForDatabase(config: Config): Promise<void> {
  const { urls } = databaseAddress(config.env.DATABASE_URL);
  const host = new WritableHost(urls);
  const log = pino(lineFormat(config.env), logDestination(config.env));
  let reason = '';
  let loggedAt = -Infinity;
  let server: Server | undefined;
  try {
    for (;;) {
      const error = await host.find().then(
        () => undefined,
        (failure: unknown) => failure,
      );
      if (error === undefined) break;
      if (!isWaitedFor(error)) throw adviceOn(causeOf(error));
      server ??= answerProbes(config, () => reason);
      const isNew = unavailabilityReason(error) !== reason;
      reason = unavailabilityReason(error);
      if (isNew || performance.now() - loggedAt > REMIND_MS) {
        log.warn({ context: 'Database' }, `Waiting for the database: it ${reason}`);
        loggedAt = performance.now();
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    if (reason) log.info({ context: 'Database' }, 'The database can be written to: starting');
    if (config.env.DATABASE_POOLER === 'auto') await findPooler(config, urls, log);
  } finally {
    await close(server);
  }
}

/** Several hosts are never one pooler: they are asked for what they are. */
async function findPooler({ env }: Config, [url, ...others]: string[], log: Logger): Promise<void> {
  env.DATABASE_POOLER = 'off';
  if (!url || others.length || !(await isPooler(url))) return;
  env.DATABASE_POOLER = (await keepsStatements(url)) ? 'prepared' : 'on';
  const statements = env.DATABASE_POOLER === 'prepared' ? 'it keeps prepared statements' : 'no statements are prepared';
  const advice = env.DATABASE_DIRECT_URL
    ? ''
    : ', and DATABASE_DIRECT_URL should name the database itself, for migrations and backups';
  log.info(
    { context: 'Database' },
    `A pooler answers at DATABASE_URL: settings are made in each transaction, ${statements}${advice}`,
  );
}

/** Each host has its reason; one that passes is enough to wait for. */
const isWaitedFor = (error: unknown): boolean => reasonsOf(error).some((reason) => isUnavailability(reason));

const causeOf = (error: unknown): unknown => reasonsOf(error)[0] ?? error;

function adviceOn(error: unknown): unknown {
  const advice = connectionAdvice(error);
  return advice ? new Error(advice, { cause: error }) : error;
}

const reasonsOf = (error: unknown): unknown[] =>
  ((error as Error).cause as AggregateError | undefined)?.errors.map((reason: Error) => reason.cause ?? reason) ?? [
    error,
  ];

/** Answers as the server itself will: alive, and not ready. A port that is taken is reported by the server, later. */
function answerProbes({ env: { PORT: port, HOST: host } }: Config, reason: () => string): Server | undefined {
  if (!port) return undefined;
  const server = createServer((request, response) => {
    if (request.url === '/health/live')
      return void response.setHeader('Content-Type', 'application/json').end('{"status":"ok"}');
    const problem = new Problem('unavailable', `database: ${reason()}`);
    response
      .writeHead(problem.status, { 'Content-Type': 'application/problem+json', 'Retry-After': 1, Connection: 'close' })
      .end(JSON.stringify(problem.details('')));
  });
  server.on('error', () => undefined);
  return server.listen({ port, ...(host && { host }) });
}

const close = (server: Server | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (!server?.listening) return resolve();
    server.close(() => resolve());
    server.closeAllConnections();
  });
