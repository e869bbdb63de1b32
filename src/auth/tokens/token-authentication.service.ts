import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { requestContext } from '../../common/observability/request-context.ts';
import { Problem } from '../../common/problem.ts';
import { sha256 } from '../sessions/session-tokens.ts';
import { SessionsService } from '../sessions/sessions.service.ts';
import { PersonalTokensRepository } from './personal-tokens.repository.ts';
import { isTokenSecret, looksLikeToken } from './token-secret.ts';

/** Identifies callers by access tokens and personal tokens. */
@Injectable()
export class TokenAuthenticationService {
  constructor(
    private readonly tokens: PersonalTokensRepository,
    private readonly sessions: SessionsService,
  ) {}

  /**
   * The caller of either kind of token.
   * @throws Problem `token_expired`, `unauthenticated` or `session_ended`
   */
  identify(token: unknown): Promise<Caller> {
    return typeof token === 'string' && looksLikeToken(token)
      ? this.authenticate(token)
      : this.sessions.identify(token);
  }

  /**
   * The caller of a personal token. What the person may do is looked up, the token says how far it opens that.
   * @throws Problem `unauthenticated`, or `session_ended` for one that has ended or expired, or whose person is disabled
   */
  async authenticate(secret: string): Promise<Caller> {
    const token = isTokenSecret(secret) ? await this.tokens.find(sha256(secret)) : undefined;
    if (!token) throw new Problem('unauthenticated', 'There is no such token');
    const { sessionId: sid, userId: sub, expiresAt } = token;
    const caller = await this.sessions.authenticate({ sub, sid, exp: expiresAt.getTime() / 1000 });
    if (!token.isNoted) await this.tokens.noteUse(sid, requestContext()?.ip ?? '');
    return caller;
  }

  /** Whether one of these secrets is a live token of the person, or of a bot of theirs. */
  isOwn(userId: string, secrets: string[]): Promise<boolean> {
    return this.tokens.hasAny(userId, secrets.map(sha256));
  }
}
