import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { readAddress } from './http/client-address.ts';

const HTTP_PORT = 80;
const HOST = /^(localhost|[\d.]+|\[[\da-f:.]+\])(?::(\d{1,5}))?$/i;

/**
 * The URL of this server by the Host of a request, when that names this very machine: a loopback address or one of its
 * own interface addresses, with the port that the request came to. Undefined for any other Host, which the sender of the
 * request may have made up.
 */
export function ownUrlOf({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): string | undefined {
  const [host, name = '', port] = HOST.exec(headers.host ?? '') ?? [];
  if (!host || Number(port ?? HTTP_PORT) !== socket.localPort || !isOwnName(name.toLowerCase())) return undefined;
  return `http://${host.toLowerCase()}`;
}

/** URLs at which other machines of the same network reach a port of this machine, IPv4 first. */
export function networkUrls(port: number): string[] {
  const outside = interfaceAddresses().filter(({ internal, address }) => !internal && !isLinkLocal(address));
  const [ipv4, ipv6] = [4, 6].map((version) => outside.filter(({ address }) => isIP(address) === version));
  return [...(ipv4 ?? []), ...(ipv6 ?? [])].map(({ address }) => urlOf(address, port));
}

/** @param address as sockets name it; IPv4 may be mapped into IPv6 */
export function urlOf(address: string, port: number): string {
  const plain = readAddress(address) ?? address;
  const host = isIP(plain) === 6 ? `[${plain}]` : plain;
  return port === HTTP_PORT ? `http://${host}` : `http://${host}:${port}`;
}

export function isLoopback(address: string): boolean {
  const plain = readAddress(address) ?? '';
  return plain.startsWith('127.') || plain === '::1';
}

/** @param name the host of a URL, an IPv6 address in brackets; names under `localhost` never leave the machine (RFC 6761) */
export const isLoopbackName = (name: string): boolean =>
  /(^|\.)localhost$/i.test(name) || isLoopback(name.replace(/^\[|\]$/g, ''));

/** A number such as `127.1` is no address in this form, though browsers read it as one. */
function isOwnName(name: string): boolean {
  if (name === 'localhost') return true;
  const address = name.replace(/^\[|\]$/g, '');
  if (!isIP(address)) return false;
  if (isLoopback(address)) return true;
  return interfaceAddresses().some((own) => readAddress(own.address) === readAddress(address));
}

const interfaceAddresses = () => Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
const isLinkLocal = (address: string) => /^(169\.254\.|fe[89ab])/i.test(address);
