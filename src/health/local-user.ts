import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';

const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/;
/** What a proxy adds: it may stand on this machine, and who asks it need not. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/**
 * Whether a request comes straight from this machine and from the user that this process runs as. A loopback address alone
 * would let in every other user of the machine.
 */
export async function isSameLocalUser({ socket, headers }: IncomingMessage): Promise<boolean> {
  const { remoteAddress = '', remotePort, localPort } = socket;
  if (!LOOPBACK.test(remoteAddress) || FORWARDED.some((name) => headers[name] !== undefined)) return false;
  if (remotePort === undefined || localPort === undefined) return false;
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readTable));
  // Elsewhere than on Linux nothing tells whose a connection is.
  if (tables.every((table) => table === undefined)) return true;
  const owners = tables.flatMap((table) => ownersOf(table ?? '', remotePort, localPort));
  return owners.length > 0 && owners.every((owner) => owner === process.getuid?.());
}

const readTable = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });

/**
 * The numbers of the users whose sockets connect these two ports, by one of Linux' tables of connections.
 * @param from the port of who connects
 */
export function ownersOf(table: string, from: number, to: number): number[] {
  const ends = (address: string | undefined, port: number) => address?.endsWith(`:${hex(port)}`) ?? false;
  return table.split('\n').flatMap((line) => {
    const [, local, remote, , , , , owner] = line.trim().split(/\s+/);
    return ends(local, from) && ends(remote, to) ? [Number(owner)] : [];
  });
}

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
