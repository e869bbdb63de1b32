/** An IPv4 address in its usual form when the server has it as an IPv6-mapped address. */
export const displayedIp = (ip: string): string => ip.replace(/^::ffff:(?=\d+\.)/i, '');
