import { setTimeout as delay } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';

/** A statement that waits for a lock keeps everything behind it waiting as well, so it gives up soon and tries again. */
const LOCK_TIMEOUT_MS = 200;
/** In between, what waited behind it goes on. */
const RETRY_DELAY_MS = 300;
/** A backup holds every table until it is done. */
const MAX_WAIT_MS = 30 * 60_000;

/** Not had in time, a deadlock. */
const LOCK_ERRORS = new Set(['55P03', '40P01']);

/**
 * Runs a short change in a transaction of its own, again and again until it has its locks. Within a transaction, as in a
 * restore, where nothing else uses the database, it just runs.
 * @throws Error of PostgreSQL when the change is wrong, or its locks were not had within half an hour
 */
export async function withShortLocks(runner: QueryRunner, change: () => Promise<void>): Promise<void> {
  if (runner.isTransactionActive) {
    await change();
    return;
  }
  const until = Date.now() + MAX_WAIT_MS;
  for (;;) {
    try {
      await attempt(runner, change);
      return;
    } catch (error) {
      if (!LOCK_ERRORS.has((error as { code?: string }).code ?? '') || Date.now() > until) throw error;
    }
    await delay(RETRY_DELAY_MS);
  }
}

async function attempt(runner: QueryRunner, change: () => Promise<void>): Promise<void> {
  await runner.startTransaction();
  try {
    await runner.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await change();
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}
