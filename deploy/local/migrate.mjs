import pg from 'pg';
import { UserFacingError } from './console.mjs';

/** The advisory lock of every process that migrates this database. */
const MIGRATION_LOCK_KEY = 7_275_539;

/**
 * Brings the database that DATABASE_URL names up to date; several nodes that start together take turns.
 * @param {string} url
 */
export async function migrate(url) {
  const waiting = new pg.Client({ connectionString: url });
  await waiting.connect().catch((error) => {
    throw new UserFacingError(
      `DATABASE_URL: PostgreSQL does not let us in at ${withoutPassword(url)} (${error.message || error.code}).`,
      { cause: error },
    );
  });
  try {
    await waiting.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK_KEY]);
    process.env.DATABASE_URL = url;
    const compiled = new URL('../../dist/ormconfig.js', import.meta.url);
    const { default: database } = await import(compiled.href);
    await database.initialize();
    try {
      await database.runMigrations();
    } finally {
      await database.destroy();
    }
  } finally {
    await waiting.end();
  }
}

/** @param {string} url */
function withoutPassword(url) {
  return URL.canParse(url) ? new URL(url).host + new URL(url).pathname : 'an address that is no URL';
}
