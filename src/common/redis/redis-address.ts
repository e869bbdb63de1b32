import type { RedisOptions } from 'ioredis';

/** Where Redis is: at one address, behind Sentinels that know the primary, or a Cluster. */
export type RedisAddress =
  | { kind: 'single'; url: string }
  | { kind: 'sentinel'; options: RedisOptions }
  | { kind: 'cluster'; nodes: { host: string; port: number }[]; options: RedisOptions };

const PARTS = /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/]*)@)?([^@/?#]+)(?:\/([^?#]*))?(?:\?[^#]*)?$/;
const DEFAULT_PORTS = { sentinel: 26_379, cluster: 6_379 };

/**
 * Reads `redis://…`, `rediss://…` (TLS), `redis+sentinel://user:password@a:26379,b:26379/mymaster` and
 * `redis+cluster://a:6379,b:6379`, each with `rediss` for TLS. A Sentinel gets the password too.
 * @throws TypeError when it is none of them
 */
export function redisAddress(url: string): RedisAddress {
  const [, protocol, kind, login = '', hosts = '', path = ''] = PARTS.exec(url) ?? [];
  if (!protocol) throw new TypeError('no address of Redis');
  if (kind !== 'sentinel' && kind !== 'cluster') return { kind: 'single', url: new URL(url).href };
  const nodes = hosts.split(',').map((host) => nodeOf(host, DEFAULT_PORTS[kind]));
  const [username, password] = login.includes(':') ? splitOnce(login) : ['', ''];
  const secure = protocol === 'rediss' ? { tls: {} } : {};
  const options: RedisOptions = {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...secure,
  };
  if (kind === 'cluster') return { kind, nodes, options };
  if (!path) throw new TypeError('the name of the primary is missing');
  const ofSentinels = {
    ...(password && { sentinelPassword: decodeURIComponent(password) }),
    ...(protocol === 'rediss' && { sentinelTLS: {}, enableTLSForSentinelMode: true }),
  };
  return { kind, options: { ...options, ...ofSentinels, sentinels: nodes, name: decodeURIComponent(path) } };
}

function nodeOf(text: string, usualPort: number) {
  const { hostname, port } = new URL(`redis://${text}`);
  if (!hostname) throw new TypeError('a host is missing');
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port ? Number(port) : usualPort };
}

const splitOnce = (login: string): [string, string] => {
  const colon = login.indexOf(':');
  return [login.slice(0, colon), login.slice(colon + 1)];
};
