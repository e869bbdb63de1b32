import { Injectable } from '@nestjs/common';
import { jwtVerify, errors, type JWTPayload } from 'jose';
import { ID_TOKEN_ALGORITHMS, type ProviderSettings } from '../../common/settings/providers.ts';
import { returning, type Tx } from '../../common/database/database.ts';
import { sha256 } from '../sessions/session-tokens.ts';
import { CLOCK_TOLERANCE_SECONDS, ProviderClients } from '../providers/provider-clients.ts';
import { ProviderFailure, providerFailureOf } from '../providers/provider-failure.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const MAX_AGE_SECONDS = 5 * 60;
const MAX_ID = 255;
/** Of the two names that OpenID gives it; many providers say `JWT`, or nothing. */
const TYPES = ['logout+jwt', 'jwt', 'application/logout+jwt'];

/** Whom a provider has signed out. */
export interface Logout {
  issuer: string;
  /** One of both is there. */
  subject: string | null;
  sid: string | null;
  /** By which a second copy is known. */
  tokenId: string;
}

const refused = (detail: string) => new ProviderFailure('sign_in_failed', 'logout_refused', detail);

/**
 * Checks the tokens by which providers say that a person has signed out there (OpenID Connect Back-Channel Logout 1.0). The
 * library checks signature, issuer, audience and age; that it is no ID token, which it would take as well, is checked here.
 */
@Injectable()
export class LogoutTokens {
  constructor(private readonly clients: ProviderClients) {}

  /** @throws ProviderFailure */
  async verify(settings: ProviderSettings, token: unknown): Promise<Logout> {
    if (typeof token !== 'string' || !token) throw refused('There is no logout token');
    const { issuer, keys } = await this.clients.of(settings);
    if (!keys) throw refused('The provider publishes no keys');
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        issuer,
        audience: settings.clientId,
        algorithms: settings.idTokenAlgorithm ? [settings.idTokenAlgorithm] : ID_TOKEN_ALGORITHMS,
        requiredClaims: ['iat', 'jti', 'events'],
        maxTokenAge: MAX_AGE_SECONDS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      if (protectedHeader.typ !== undefined && !TYPES.includes(protectedHeader.typ.toLowerCase()))
        throw refused('The token is of another kind');
      return logoutIn(issuer, payload);
    } catch (error) {
      throw error instanceof errors.JOSEError ? refused(error.message) : providerFailureOf(error);
    }
  }

  /** Remembers it; false for a copy. */
  async use(tx: Tx, { issuer, tokenId }: Logout): Promise<boolean> {
    const rows = await returning(
      tx,
      `INSERT INTO logout_tokens (hash, expires_at) VALUES ($1, now() + interval '1 second' * $2)
       ON CONFLICT (hash) DO NOTHING RETURNING hash`,
      [sha256(`${issuer}\n${tokenId}`), MAX_AGE_SECONDS + 2 * CLOCK_TOLERANCE_SECONDS],
    );
    return rows.length > 0;
  }
}

function logoutIn(issuer: string, { events, nonce, sub, sid, jti }: JWTPayload): Logout {
  if (nonce !== undefined) throw refused('The token has a nonce: it is an ID token');
  const event = typeof events === 'object' && events !== null ? (events as Record<string, unknown>)[EVENT] : undefined;
  if (typeof event !== 'object' || event === null) throw refused('The token tells of no logout');
  const subject = idIn(sub, 'sub');
  const session = idIn(sid, 'sid');
  if (subject === null && session === null) throw refused('The token names neither a person nor a session');
  const tokenId = idIn(jti, 'jti');
  if (tokenId === null) throw refused('The token has no id');
  return { issuer, subject, sid: session, tokenId };
}

function idIn(value: unknown, name: string): string | null {
  if (value === undefined) return null;
  if (typeof value !== 'string' || !value || value.length > MAX_ID) throw refused(`The ${name} of the token is no id`);
  return value;
}
