import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { RealtimeService } from '../../transport/realtime.service.ts';
import { AccountMails } from '../accounts/account-mails.ts';
import { idleUntil, type SessionTokens, SessionTokenIssuer, sha256 } from './session-tokens.ts';
import { type PresentedToken, SessionsRepository } from './sessions.repository.ts';

/** Two tabs, or a client that missed the response, may send the same token again within this time. */
const REUSE_GRACE_SECONDS = 10;

/** Ends a session whose refresh token was used twice. */
@Injectable()
export class RefreshReuseGuard {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly audit: AuditService,
    private readonly mails: AccountMails,
    private readonly realtime: RealtimeService,
  ) {}

  /** Runs in the transaction that detected the reuse. Pass the mail's id to `announce` after the commit. */
  async end(tx: Tx, presented: PresentedToken): Promise<string | undefined> {
    await this.sessions.end(tx, presented.sessionId, 'refresh_reused');
    await this.audit.record('refresh_reused', { targetId: presented.userId }, tx);
    return this.mails.sessionStolen(tx, presented);
  }

  announce(sessionId: string, mailId: string | undefined): void {
    this.realtime.endSession(sessionId, 'refresh_reused');
    if (mailId) this.mails.dispatch(mailId);
  }
}

/** Rotates refresh tokens. */
@Injectable()
export class TokenRefreshService {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly issuer: SessionTokenIssuer,
    private readonly reuse: RefreshReuseGuard,
    private readonly database: Database,
  ) {}

  /**
   * Exchanges a refresh token for its successor. A repeat within ten seconds returns the same successor, which follows
   * from the token and is not stored. A later repeat, or a repeat after the successor was used, means that two parties
   * have the token: the session ends.
   * @throws Problem `unauthenticated`, `session_ended` or `refresh_reused`
   */
  async refresh(refreshToken: string): Promise<SessionTokens> {
    const child = this.issuer.successorOf(refreshToken);
    const outcome = await this.database.transaction(async (tx) => {
      const presented = await this.sessions.findPresented(tx, sha256(refreshToken), sha256(child));
      if (!presented) throw new Problem('unauthenticated');
      const { sessionId, userId, usedSecondsAgo, childUsed, live } = presented;
      if (!live) throw new Problem('session_ended');
      if (usedSecondsAgo === null)
        await this.sessions.rotate(tx, sha256(refreshToken), sha256(child), sessionId, idleUntil());
      else if (childUsed || usedSecondsAgo > REUSE_GRACE_SECONDS)
        return { reused: sessionId, mailId: await this.reuse.end(tx, presented) };
      return this.issuer.tokens(sessionId, userId, child);
    });
    if (!('reused' in outcome)) return outcome;
    this.reuse.announce(outcome.reused, outcome.mailId);
    throw new Problem('refresh_reused');
  }
}
