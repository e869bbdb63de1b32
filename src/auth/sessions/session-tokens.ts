import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { type AccessTokenClaims, AccessTokenService } from '../access-tokens/access-token.service.ts';

/** A session that is unused for this long ends; any session ends after 60 days (OWASP ASVS 5, 7.3). */
const IDLE_DAYS = 14;

/** The tokens of a session: the access token for scripts, the refresh token in a cookie that no script can read. */
export interface SessionTokens {
  sessionId: string;
  userId: string;
  accessToken: string;
  refreshToken: string;
  /** The new token of the browser; undefined where a session goes on. */
  deviceToken?: string;
}

/** The origin of a sign-in. */
export interface SignInDevice {
  name: string;
  ip: string;
  /** From the device cookie. */
  token?: string;
  /** The users who have signed in on this browser before. */
  knownUserIds: string[];
}

export const idleUntil = () => new Date(Date.now() + IDLE_DAYS * 86_400_000);
/** A refresh token is the session's id, a dot, and the secret. */
export const sessionIdOf = (refreshToken: string) => refreshToken.split('.', 1).join();
export const newToken = () => randomBytes(32).toString('base64url');
export const sha256 = (token: string) => createHash('sha256').update(token).digest();

/** Issues the access token and the refresh token of a session. Stores nothing. */
@Injectable()
export class SessionTokenIssuer {
  private readonly refreshKey: Buffer;

  constructor(
    private readonly accessTokens: AccessTokenService,
    config: Config,
  ) {
    this.refreshKey = config.key('refresh-token');
  }

  firstRefreshToken(sessionId: string): string {
    return `${sessionId}.${newToken()}`;
  }

  /** Derived from the token by a secret key: the same token always has the same successor. */
  successorOf(refreshToken: string): string {
    const secret = createHmac('sha256', this.refreshKey).update(refreshToken).digest('base64url');
    return `${sessionIdOf(refreshToken)}.${secret}`;
  }

  tokens(sessionId: string, userId: string, refreshToken: string): SessionTokens {
    return { sessionId, userId, accessToken: this.accessTokens.sign(userId, sessionId), refreshToken };
  }

  /** @throws Problem `token_expired` or `unauthenticated` */
  verifyAccessToken(accessToken: unknown): Promise<AccessTokenClaims> {
    return this.accessTokens.verify(accessToken);
  }
}
