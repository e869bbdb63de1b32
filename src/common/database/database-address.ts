/** Where a database may be: one host, or several of which one can write, as libpq writes them. */
export interface DatabaseAddress {
  /** A URL of a single host for each host, in the order given. */
  urls: string[];
  /** Whether a host must take writes: always when several are named. */
  mustBeWritable: boolean;
}

const WRITABLE = new Set(['read-write', 'primary']);

/**
 * Reads a URL such as `postgres://user:password@a:5432,b:5432/parley?target_session_attrs=read-write`.
 * @throws TypeError when it is no URL
 */
export function databaseAddress(url: string): DatabaseAddress {
  const { before, hosts, after } = partsOf(url);
  const urls = hosts.map((host) => new URL(`${before}${host}${after}`));
  const wanted = urls.map(({ searchParams }) => searchParams.get('target_session_attrs') ?? '');
  for (const each of urls) each.searchParams.delete('target_session_attrs');
  return {
    urls: urls.map(String),
    mustBeWritable: urls.length > 1 || WRITABLE.has(wanted[0] ?? ''),
  };
}

/** A name or a password holds no `@` and no `/` but as %40 and %2F, so the hosts stand between the last `@` and the next `/`. */
function partsOf(url: string) {
  const scheme = url.indexOf('//') + 2;
  const end = [...url.slice(scheme)].findIndex((character) => '/?#'.includes(character));
  const authority = end < 0 ? url.slice(scheme) : url.slice(scheme, scheme + end);
  const at = authority.lastIndexOf('@') + 1;
  return {
    before: url.slice(0, scheme + at),
    hosts: authority.slice(at).split(','),
    after: url.slice(scheme + authority.length),
  };
}
