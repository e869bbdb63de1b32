import { domainToASCII } from 'node:url';

/** Labels of letters, digits and hyphens, at least two of them. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const ANY_SUBDOMAIN = '*.';

/** A domain as it is compared: in lower case, with letters beyond ASCII as in the DNS. `*.` before it stays. */
export function canonicalDomain(text: string): string {
  const trimmed = text.trim().replace(/^@/, '');
  const wildcard = trimmed.startsWith(ANY_SUBDOMAIN) ? ANY_SUBDOMAIN : '';
  return wildcard + domainToASCII(trimmed.slice(wildcard.length)).replace(/\.$/, '');
}

/** Whether this is a domain, or `*.` and a domain, in canonical form. */
export const isMailDomain = (text: string): boolean =>
  DOMAIN.test(text.startsWith(ANY_SUBDOMAIN) ? text.slice(2) : text);

/**
 * Whether an address is of one of these domains. `example.org` is that domain alone, `*.example.org` all below it and not
 * itself.
 */
export function isOfDomain(email: string, domains: readonly string[]): boolean {
  const domain = canonicalDomain(email.slice(email.lastIndexOf('@') + 1));
  return domains.some((allowed) =>
    allowed.startsWith(ANY_SUBDOMAIN) ? domain.endsWith(allowed.slice(1)) && domain !== '' : domain === allowed,
  );
}
