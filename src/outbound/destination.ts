import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { OutboundAllowList } from '../common/settings/outbound-allow.ts';
import { OutboundFailure, type OutboundPolicy } from './outbound-policy.ts';
import { isPublicAddress } from './public-address.ts';

export interface ResolvedAddress {
  address: string;
  family: number;
}

/** All addresses of a name, as the system knows it. */
export type ResolveHost = (host: string) => Promise<ResolvedAddress[]>;

/** Where a request goes: its connection is made to one of these addresses and to no other. */
export interface Destination {
  url: URL;
  addresses: ResolvedAddress[];
}

export const systemResolver: ResolveHost = (host) => lookup(host, { all: true, order: 'verbatim' });

const DEFAULT_PORTS: Partial<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Decides where a request may go. */
export class DestinationGuard {
  /** @param ownHost host and port of the public address: the server asks itself nothing */
  constructor(
    private readonly allowed: OutboundAllowList,
    private readonly ownHost: string,
    private readonly resolve: ResolveHost,
  ) {}

  /** @throws OutboundFailure `forbidden`, `unresolved` */
  async check(url: URL, policy: OutboundPolicy): Promise<Destination> {
    if (url.username || url.password) throw forbidden('An address with a user name or password is not asked');
    const isNamed = policy.origins?.has(url.origin) ?? false;
    if (!isNamed) this.checkPlace(url, policy);
    const addresses = await this.addressesOf(url);
    // Of several, all must be allowed: which is connected to is up to the name's owner.
    if (!isNamed && !addresses.every(({ address }) => this.mayReach(address, url, policy)))
      throw forbidden(`${url.host} is not an address of the internet`);
    return { url, addresses };
  }

  private checkPlace(url: URL, { schemes = ['https:'], ports, internal }: OutboundPolicy): void {
    if (!schemes.some((scheme) => scheme === url.protocol)) throw forbidden(`${url.protocol} is not asked`);
    if (ports && !ports.includes(portOf(url))) throw forbidden(`Port ${portOf(url)} is not asked`);
    if (internal !== 'all' && url.host === this.ownHost) throw forbidden('The server does not ask itself');
  }

  /** A literal address needs no look-up: Node does not call `lookup` for it either. */
  private async addressesOf({ hostname, host }: URL): Promise<ResolvedAddress[]> {
    const literal = hostname.replace(/^\[|\]$/g, '');
    const family = isIP(literal);
    if (family) return [{ address: literal, family }];
    const addresses = await this.resolve(hostname).catch((cause: unknown) => {
      throw new OutboundFailure('unresolved', `${host} has no address`, { cause });
    });
    if (!addresses.length) throw new OutboundFailure('unresolved', `${host} has no address`);
    return addresses;
  }

  private mayReach(address: string, url: URL, { internal }: OutboundPolicy): boolean {
    if (internal === 'all' || isPublicAddress(address)) return true;
    if (internal !== 'listed') return false;
    return this.allowed.hasPlace(url.hostname, portOf(url)) || this.allowed.hasAddress(address);
  }
}

const portOf = ({ port, protocol }: URL): number => (port ? Number(port) : (DEFAULT_PORTS[protocol] ?? 0));

const forbidden = (message: string) => new OutboundFailure('forbidden', message);
