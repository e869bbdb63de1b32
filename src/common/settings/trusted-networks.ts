import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { readAddress } from '../http/client-address.ts';

/** A shorter prefix is no network of people who know each other. */
const MIN_PREFIX_BITS = { ipv4: 8, ipv6: 32 } as const;
const MAX_PREFIX_BITS = { ipv4: 32, ipv6: 128 } as const;

interface Network {
  address: string;
  bits: number;
  family: 'ipv4' | 'ipv6';
}

/** Why this text is no network that can be trusted; undefined if it is one. */
export function networkProblem(text: string): string | undefined {
  const network = readNetwork(text);
  if (!network) return `${text} is no network such as 203.0.113.0/24 or 2001:db8::/48`;
  const least = MIN_PREFIX_BITS[network.family];
  return network.bits < least ? `${text} holds too many addresses: /${least} or longer` : undefined;
}

/** Addresses whose people are known by another way than their address, such as those of an office. */
export class TrustedNetworks {
  private readonly list = new BlockList();

  /** @param networks those that are none are left out */
  constructor(networks: readonly string[]) {
    for (const { address, bits, family } of networks.flatMap((text) => readNetwork(text) ?? []))
      this.list.addSubnet(address, bits, family);
  }

  has(address: string): boolean {
    const read = readAddress(address);
    return read !== undefined && this.list.check(read, isIPv4(read) ? 'ipv4' : 'ipv6');
  }
}

function readNetwork(text: string): Network | undefined {
  const [address = '', prefix, ...more] = text.split('/');
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) && !address.includes('%') ? 'ipv6' : undefined;
  if (!family || more.length || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return undefined;
  const bits = prefix === undefined ? MAX_PREFIX_BITS[family] : Number(prefix);
  return bits <= MAX_PREFIX_BITS[family] ? { address, bits, family } : undefined;
}
