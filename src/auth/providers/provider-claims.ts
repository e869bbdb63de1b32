import { isEmail } from 'class-validator';
import type { ProviderSettings } from '../../common/settings/providers.ts';
import { addressFault } from '../../common/validation/email-key.ts';
import { limits } from '../../shared/limits.ts';
import { ProviderFailure } from './provider-failure.ts';
import { readableName } from './readable-name.ts';

/** Groups beyond this number are not looked at. */
const MAX_GROUPS = 1_000;
const MAX_SUBJECT = 255;
/** What is known, and what is held, among the methods of RFC 8176: two factors are one of each, or `mfa`. */
const KNOWN = ['pwd', 'pin', 'kba'];
const HELD = ['otp', 'hwk', 'swk', 'sc', 'fido', 'webauthn', 'sms', 'tel'];
/** As OpenID's policies (PAPE, EAP) and RFC 8176 call it. */
const TWO_FACTOR_CLASSES = /(^|[:/])(mfa|multi-?factor|phr|phrh)$/i;

/** A person, as a provider describes them. */
export interface ProviderPerson {
  issuer: string;
  subject: string;
  /** As it stands there; null for none that could be one. */
  email: string | null;
  /** Whether the provider itself says, by `true` and nothing like it, that it is theirs. */
  isEmailVerified: boolean;
  /** What to make a user name of, best first. */
  names: string[];
  displayName: string | null;
  /** Undefined where the provider does not say. */
  groups: string[] | undefined;
  hasTwoFactors: boolean;
  /** Its name for the session there. */
  sid: string | null;
}

type Claims = Record<string, unknown>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() ? value.trim() : undefined;

/** @param claims of the ID token, over those of the userinfo answer */
export function personOf(settings: ProviderSettings, issuer: string, claims: Claims): ProviderPerson {
  const { sub } = claims;
  if (typeof sub !== 'string' || !sub || sub.length > MAX_SUBJECT)
    throw new ProviderFailure('sign_in_failed', 'answer_refused', 'The provider names no subject');
  const email = addressIn(claims.email);
  const names = [text(claims.preferred_username), email ?? undefined].map((name) => name?.split('@', 1).join());
  const displayName = readableName(
    text(claims.name) ?? [text(claims.given_name), text(claims.family_name)].filter(Boolean).join(' '),
  );
  return {
    issuer,
    subject: sub,
    email,
    isEmailVerified: email !== null && claims.email_verified === true,
    names: [...names, displayName].filter((name) => typeof name === 'string'),
    displayName,
    groups: groupsIn(claims, settings.groupsClaim),
    hasTwoFactors: hasTwoFactors(claims),
    sid: text(claims.sid) ?? null,
  };
}

function addressIn(value: unknown): string | null {
  const address = text(value);
  return address !== undefined && address.length <= limits.email && isEmail(address) && !addressFault(address)
    ? address
    : null;
}

/** A single text is one group, whatever is in it. Where Entra leaves groups out, it names the claim and gives none. */
function groupsIn(claims: Claims, name: string): string[] | undefined {
  const value = claims[name];
  const elsewhere = claims._claim_names;
  if (
    value === undefined ||
    value === null ||
    (typeof elsewhere === 'object' && elsewhere !== null && name in elsewhere)
  )
    return undefined;
  const groups = Array.isArray(value) ? value.slice(0, MAX_GROUPS) : [value];
  return groups.filter((group) => typeof group === 'string');
}

function hasTwoFactors({ amr, acr }: Claims): boolean {
  const methods: unknown[] = Array.isArray(amr) ? amr : [];
  const uses = (kind: string[]) => methods.some((method) => typeof method === 'string' && kind.includes(method));
  return uses(['mfa']) || (uses(KNOWN) && uses(HELD)) || (typeof acr === 'string' && TWO_FACTOR_CLASSES.test(acr));
}
