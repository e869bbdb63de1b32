const ADDRESS = /([^\s<>()[\]:;,"'@]+)@([^\s<>()[\]:;,"'@]+)/g;

/** The same text with its addresses too short to write to: `a…@example.org`. */
export const truncateAddresses = (text: string): string =>
  text.replace(ADDRESS, (_, name: string, host: string) => `${[...name][0] ?? ''}…@${host}`);
