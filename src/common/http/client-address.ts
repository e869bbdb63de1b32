import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';

/** `203.0.113.7:4711`, `[2001:db8::1]:443`, `[2001:db8::1]`: RFC 7239 allows a port, and some proxies always write it. */
const WITH_PORT = /^(?:\[([^\]]+)\]|(\d+(?:\.\d+){3}))(?::\d{1,5})?$/;
/** An IPv4 address as a socket that listens for both families shows it. */
const IPV4_MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;
const UNKNOWN = 'unknown';

/** Length of an IPv6 prefix: 64 bits are a household, 48 a site. */
export type PrefixBits = 64 | 48;

/**
 * The address of a client, as shown in sessions, mails and the audit log.
 * @param hops the number of trusted proxies in front of this process: the entry that the outermost of them has written
 *   counts. An entry that is no address is not trusted; the address of the connection itself takes its place.
 */
export function clientAddress({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>, hops: number): string {
  return forwardedAddress(socket.remoteAddress, headers['x-forwarded-for'], hops);
}

/** The same, from the parts of a request that a socket retains. */
export function forwardedAddress(
  own: string | undefined,
  forwardedFor: string | string[] | undefined,
  hops: number,
): string {
  const entries = String(forwardedFor ?? '')
    .split(',')
    .filter((entry) => entry.trim());
  // The nearest proxy has written the last entry.
  const trusted = hops > 0 ? entries.at(-Math.min(hops, entries.length)) : undefined;
  return readAddress(trusted ?? '') ?? readAddress(own ?? '') ?? UNKNOWN;
}

/** An address in canonical form, without port and zone, IPv4-mapped ones as IPv4; undefined for any other text. */
export function readAddress(text: string): string | undefined {
  const [, bracketed, dotted] = WITH_PORT.exec(text.trim()) ?? [];
  const [address = ''] = (bracketed ?? dotted ?? text.trim()).split('%', 1);
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return undefined;
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = IPV4_MAPPED.exec(canonical) ?? [];
  return high && low ? [...bytesOf(high), ...bytesOf(low)].join('.') : canonical;
}

/** The key for counting an address: an IPv4 address by itself, an IPv6 address together with its prefix. */
export function addressKey(address: string, bits: PrefixBits = 64): string {
  const read = readAddress(address);
  if (read === undefined || isIPv4(read)) return read ?? UNKNOWN;
  return `${groupsOf(read)
    .slice(0, bits / 16)
    .join(':')}::/${bits}`;
}

const bytesOf = (group: string): number[] => {
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 255];
};

/** The eight groups of a canonical IPv6 address. */
function groupsOf(canonical: string): string[] {
  const [front = [], back = []] = canonical.split('::').map((part) => part.split(':').filter(Boolean));
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => '0'), ...back];
}
