import { createServer } from 'node:net';
import { UserFacingError } from './console.mjs';

/** A free port on the loopback address. @returns {Promise<number>} */
export function freePort() {
  return listen(0, '127.0.0.1');
}

/** Fails early when the port of the web server is not free. @param {string | undefined} value of PORT @param {string} [host] of HOST */
export async function assertPortFree(value, host) {
  const port = Number(value || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UserFacingError(`PORT must be a whole number from 1 to 65535, not "${value}".`);
  }
  try {
    await listen(port, host || undefined);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'EADDRINUSE')
      throw new UserFacingError(`Port ${port} is taken: set PORT to another one, as in PORT=${port + 1} npm start`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EINVAL')
      throw new UserFacingError(`HOST must be an IP address of this machine, such as 127.0.0.1, not "${host}".`);
    if (code === 'EACCES')
      throw new UserFacingError(`Port ${port} is not allowed for this user: set PORT to one above 1023.`);
    throw error;
  }
}

/** Listens briefly. @param {number} port @param {string} [host] @returns {Promise<number>} */
function listen(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(address.port));
    });
  });
}
