/** What the server and its documents call themselves. */
export const VERSION = '0.1.0';
