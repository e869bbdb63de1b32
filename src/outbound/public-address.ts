import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** IANA's registry of special-purpose addresses, multicast and what is reserved. */
const SPECIAL_IPV4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/**
 * Everything but the global unicast addresses, 2000::/3: IPv4 within IPv6 in each form (`::ffff:`, `::`, `64:ff9b::`)
 * is outside it. Of these, Teredo, 6to4 and what IANA has set aside.
 */
const SPECIAL_IPV6: [string, number][] = [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

/** One list for each family: a list compares IPv4 with the IPv6 networks that could hold it. */
const ipv4 = listOf(SPECIAL_IPV4, 'ipv4');
const ipv6 = listOf(SPECIAL_IPV6, 'ipv6');

/** Whether an address is one of the internet, not of this machine, its network or a cloud's inside. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !ipv4.check(address, 'ipv4');
  return isIPv6(address) && !address.includes('%') && !ipv6.check(address, 'ipv6');
}

function listOf(networks: [string, number][], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [address, bits] of networks) list.addSubnet(address, bits, family);
  return list;
}
