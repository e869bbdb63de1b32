/** An IPv4 address as people know it, where the server heard of it by IPv6. */
export const displayedIp = (ip: string): string => ip.replace(/^::ffff:(?=\d+\.)/i, '');
