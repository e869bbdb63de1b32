const ADDRESS = /([^\s<>()[\]:;,"'@]+)@([^\s<>()[\]:;,"'@]+)/g;

/** Shortens the mail addresses in a text so that they cannot be used: `a…@example.org`. */
export const truncateAddresses = (text: string): string =>
  text.replace(ADDRESS, (_, name: string, host: string) => `${[...name][0] ?? ''}…@${host}`);
