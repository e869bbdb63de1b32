import { networkInterfaces } from 'node:os';

/**
 * The addresses at which other machines of the same network reach this one, IPv4 only: people have to type them.
 * @param {string} url of the server on this machine
 */
export function networkAddresses(url) {
  const { port } = new URL(url);
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family, address }) => !internal && family === 'IPv4' && !address.startsWith('169.254.'))
    .map(({ address }) => (port ? `http://${address}:${port}` : `http://${address}`));
}
