import { UserFacingError } from './console.mjs';

/**
 * Brings the database that DATABASE_URL names up to date; several nodes that start together take turns. Needs the built
 * server.
 * @param {string} url
 */
export async function migrate(url) {
  const built = new URL('../../dist/src/operations/migrate.js', import.meta.url);
  const { migrate } = await import(built.href);
  try {
    await migrate(url, console.error);
  } catch (error) {
    const { code, message, errors } = /** @type {NodeJS.ErrnoException & { errors?: Error[] }} */ (error);
    if (!isOfConnection(code, message)) throw error;
    const reason = message || errors?.[0]?.message || code;
    throw new UserFacingError(`DATABASE_URL: PostgreSQL does not let us in at ${withoutPassword(url)} (${reason}).`, {
      cause: error,
    });
  }
}

/** Whether the error came before any migration: of the network, TLS, or the sign-in (classes 28 and 3D, 57P03). @param {string | undefined} code @param {string} message */
const isOfConnection = (code = '', message = '') =>
  /^(?:E[A-Z_]+|28...|3D...|57P03|[A-Z_]*CERT[A-Z_]*|SELF_SIGNED.*|UNABLE_.*)$/.test(code) ||
  /SSL|timeout/i.test(message);

/** @param {string} url */
function withoutPassword(url) {
  return URL.canParse(url) ? new URL(url).host + new URL(url).pathname : 'an address that is no URL';
}
