const WEB_ADDRESS = /[a-z][a-z0-9+.-]*:\/\/|www\.\S|[\p{L}\p{N}][.。]\p{L}{2,}|\d+\.\d+\.\d+\.\d+/iu;

/** As a mail program might read it: with one width, and without what is not seen. */
const readable = (text: string): string => text.normalize('NFKC').replace(/\p{Cf}/gu, '');

/** Whether a text holds what a mail program may make a link of: an address of the web, or the name of a host. */
export const hasWebAddress = (text: string): boolean => WEB_ADDRESS.test(readable(text));

/** A name in which nothing becomes a link. */
export const withoutWebAddress = (name: string): string =>
  hasWebAddress(name) ? readable(name).replace(/(?<=\S)[.:。/](?=\S)/gu, '$& ') : name;
