import { isIP } from 'node:net';

/** The push services of the browsers' makers. */
const KNOWN_SERVICES = [
  'fcm.googleapis.com',
  'jmt17.google.com',
  '*.push.apple.com',
  'updates.push.services.mozilla.com',
  '*.notify.windows.com',
];

const HOST = /^(?:\*\.)?(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** The services that pushes are sent to: an endpoint comes from a browser, and names no other place. */
export class PushServices {
  /**
   * @param hosts names, or `*.` and all names below one: https, port 443, public addresses
   * @param origins of the operator, with their scheme and port, at any address
   */
  constructor(
    private readonly hosts: readonly string[],
    readonly origins: ReadonlySet<string>,
  ) {}

  /** Whether a push may be sent there. */
  allows(endpoint: string): boolean {
    if (!URL.canParse(endpoint)) return false;
    const { protocol, port, hostname, origin, username, password } = new URL(endpoint);
    if (username || password) return false;
    if (this.origins.has(origin)) return true;
    return protocol === 'https:' && port === '' && this.hosts.some((host) => matches(host, hostname));
  }
}

/** `*.example.org` is all below it, and not `example.org`. */
const matches = (host: string, name: string): boolean =>
  host.startsWith('*.') ? name.endsWith(host.slice(1)) && name.length > host.length - 1 : name === host;

/**
 * Reads PUSH_SERVICES: hosts and origins, by commas, beside the services of the browsers' makers.
 * @returns the services, and what is wrong
 */
export function readPushServices(value: string): { services: PushServices; mistakes: string[] } {
  const hosts = [...KNOWN_SERVICES];
  const origins = new Set<string>();
  const mistakes: string[] = [];
  for (const entry of value.split(',').map((each) => each.trim().toLowerCase()))
    if (!entry) continue;
    else if (isOrigin(entry)) origins.add(new URL(entry).origin);
    else if (HOST.test(entry) && !isIP(entry)) hosts.push(entry);
    else
      mistakes.push(
        `PUSH_SERVICES must be hosts such as push.example.org or *.push.example.org, or origins such as https://autopush.lan:8443, by commas (http for this machine alone): ${entry} is none`,
      );
  return { services: new PushServices(hosts, origins), mistakes };
}

function isOrigin(entry: string): boolean {
  if (!URL.canParse(entry)) return false;
  const { protocol, hostname, href, origin, username } = new URL(entry);
  if (username || hostname.includes('*') || (href !== `${origin}/` && href !== origin)) return false;
  if (entry.replace(/\/$/, '') !== entry) return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}
