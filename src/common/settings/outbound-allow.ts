import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

const HOST_AND_PORT = /^([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?|\[[\da-f:.]+\]):(\d{1,5})$/i;
const MAX_PORT = 65_535;
const HTTP_PORT = 80;
const MAX_PREFIX_BITS = { ipv4: 32, ipv6: 128 } as const;

/** Why this entry of OUTBOUND_ALLOW cannot be; undefined for one that can. */
export const outboundEntryProblem = (text: string): string | undefined =>
  readPlace(text) || readNetwork(text)
    ? undefined
    : `${text} is neither a host with its port, such as ci.corp:8443, nor a network such as 10.1.0.0/16`;

/** The entries of OUTBOUND_ALLOW: receivers inside the own network that integrations may send to. */
export class OutboundAllowList {
  private readonly places = new Set<string>();
  private readonly networks = { ipv4: new BlockList(), ipv6: new BlockList() };

  /** @param entries those that cannot be are left out */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const place = readPlace(entry);
      const network = readNetwork(entry);
      if (place) this.places.add(place);
      else if (network) this.networks[network.family].addSubnet(network.address, network.bits, network.family);
    }
  }

  /** @param host as in a URL: lower case, an IPv6 address in brackets */
  hasPlace(host: string, port: number): boolean {
    return this.places.has(`${host}:${port}`);
  }

  /** Whether it names the receiver at an address of the web by its place or its number; port 80 unless the address says. */
  hasReceiver({ hostname, port }: URL): boolean {
    return this.hasPlace(hostname, Number(port) || HTTP_PORT) || this.hasAddress(hostname.replace(/^\[|\]$/g, ''));
  }

  hasAddress(address: string): boolean {
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    return isIP(address) !== 0 && this.networks[family].check(address, family);
  }
}

export const outboundEntries = (value: string): string[] =>
  value
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

/** As `new URL` writes host and port; undefined for anything else. */
function readPlace(text: string): string | undefined {
  const [, host = '', port = ''] = HOST_AND_PORT.exec(text) ?? [];
  const number = Number(port);
  if (!host || number < 1 || number > MAX_PORT || !URL.canParse(`http://${host}/`)) return undefined;
  return `${new URL(`http://${host}/`).hostname}:${number}`;
}

interface Network {
  address: string;
  bits: number;
  family: 'ipv4' | 'ipv6';
}

function readNetwork(text: string): Network | undefined {
  const [address = '', prefix = '', ...more] = text.split('/');
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) && !address.includes('%') ? 'ipv6' : undefined;
  if (!family || more.length || !/^\d{1,3}$/.test(prefix)) return undefined;
  const bits = Number(prefix);
  return bits <= MAX_PREFIX_BITS[family] ? { address, bits, family } : undefined;
}
