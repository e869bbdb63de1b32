import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import type { Caller } from '../common/caller.ts';
import { Config } from '../common/config.ts';
import { Database, type Tx } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import type { SessionEnd } from '../transport/transport.dto.ts';
import { MailService } from '../mail/mail.service.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import { recipientOf } from '../users/recipient.ts';
import { AccessTokenService, type AccessTokenClaims } from './access-token.service.ts';
import type { Session } from './auth.dto.ts';
import { type PresentedToken, SessionsRepository } from './sessions.repository.ts';

/** A session that is not used for two weeks ends, and any session after 60 days (OWASP ASVS 5, 7.3). */
const IDLE_DAYS = 14;
/** The one unused longest makes room for one more. */
const MAX_SESSIONS_PER_USER = 20;
/** Two tabs, or a lost answer: the same token may come twice within this time. */
const REUSE_GRACE_SECONDS = 10;

/** What a session is carried by: one token in a script's memory, one in a cookie that no script can read. */
export interface SessionTokens {
  sessionId: string;
  userId: string;
  accessToken: string;
  refreshToken: string;
}

/** Where a sign-in came from. */
export interface SignInDevice {
  name: string;
  ip: string;
  /** Whose sign-in this browser has seen before, by its device cookie. */
  knownUserId?: string;
}

const idleUntil = () => new Date(Date.now() + IDLE_DAYS * 86_400_000);
/** A refresh token is the session's id, a dot, and the secret. */
export const sessionIdOf = (refreshToken: string) => refreshToken.split('.', 1).join();
const sha256 = (token: string) => createHash('sha256').update(token).digest();

/** The only place where sessions begin, go on and end. */
@Injectable()
export class SessionsService {
  private readonly refreshKey: Buffer;

  constructor(
    private readonly sessions: SessionsRepository,
    private readonly accessTokens: AccessTokenService,
    private readonly database: Database,
    private readonly realtime: RealtimeService,
    private readonly audit: AuditService,
    private readonly mail: MailService,
    private readonly config: Config,
  ) {
    this.refreshKey = config.key('refresh-token');
  }

  /** A session for somebody whose identity was just proved; part of the transaction that proved it. */
  async start(tx: Tx, userId: string, device: SignInDevice): Promise<SessionTokens> {
    const session = { userId, device: device.name, ip: device.ip, expiresAt: idleUntil() };
    const sessionId = await this.sessions.create(tx, session);
    const refreshToken = `${sessionId}.${randomBytes(32).toString('base64url')}`;
    await this.sessions.addToken(tx, sha256(refreshToken), sessionId);
    for (const ended of await this.sessions.endBeyond(tx, userId, MAX_SESSIONS_PER_USER))
      this.realtime.endSession(ended, 'revoked');
    return this.tokens(sessionId, userId, refreshToken);
  }

  /**
   * Trades a refresh token for its successor. The successor follows from the token by a secret key, so a repeat within
   * ten seconds answers the same one without it being stored. Any later repeat, or one after the successor was used,
   * means that two parties hold the token: the session ends.
   */
  async refresh(refreshToken: string): Promise<SessionTokens> {
    const secret = createHmac('sha256', this.refreshKey).update(refreshToken).digest('base64url');
    const child = `${sessionIdOf(refreshToken)}.${secret}`;
    const outcome = await this.database.transaction(async (tx) => {
      const presented = await this.sessions.findPresented(tx, sha256(refreshToken), sha256(child));
      if (!presented) throw new Problem('unauthenticated');
      const { sessionId, userId, usedSecondsAgo: usedAgo, childUsed, live } = presented;
      if (!live) throw new Problem('session_ended');
      if (usedAgo === null) await this.sessions.rotate(tx, sha256(refreshToken), sha256(child), sessionId, idleUntil());
      else if (childUsed || usedAgo > REUSE_GRACE_SECONDS) {
        await this.sessions.end(tx, sessionId, 'refresh_reused');
        await this.audit.record('refresh_reused', { targetId: userId }, tx);
        return { reused: sessionId, mailId: await this.warn(tx, presented) };
      }
      return this.tokens(sessionId, userId, child);
    });
    if (!('reused' in outcome)) return outcome;
    this.realtime.endSession(outcome.reused, 'refresh_reused');
    if (outcome.mailId) this.mail.dispatch(outcome.mailId);
    throw new Problem('refresh_reused');
  }

  /** Ends a session: the database first, then its sockets here, then a hint to the other nodes. */
  async end(sessionId: string, reason: SessionEnd): Promise<void> {
    if (await this.sessions.end(this.database.source.manager, sessionId, reason))
      this.realtime.endSession(sessionId, reason);
  }

  /** Ends every session of a person, but perhaps the one that asks. */
  async endAll(userId: string, reason: SessionEnd, except?: string): Promise<void> {
    const ended = await this.sessions.endAll(this.database.source.manager, userId, reason, except);
    for (const sessionId of ended) this.realtime.endSession(sessionId, reason);
  }

  list({ userId, sessionId }: Caller): Promise<Session[]> {
    return this.ofUser(userId, sessionId);
  }

  /** A person's live sessions, most lately used first. */
  async ofUser(userId: string, current?: string): Promise<Session[]> {
    const rows = await this.sessions.live(userId);
    return rows.map(({ id, device, ip, createdAt, lastUsedAt }) => ({
      id,
      device,
      ip,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      current: id === current,
    }));
  }

  /**
   * Ends one of the caller's own sessions.
   * @throws Problem `not_found` for one that is not theirs or not live
   */
  async endOwn(caller: Caller, sessionId: string): Promise<void> {
    const mine = await this.sessions.live(caller.userId);
    if (!mine.some(({ id }) => id === sessionId)) throw new Problem('not_found');
    await this.end(sessionId, 'revoked');
    await this.audit.record('session_ended', { actorId: caller.userId, targetId: caller.userId });
  }

  /** Ends the session that a refresh token belongs to; an unknown token ends nothing. */
  async endByToken(refreshToken: string): Promise<void> {
    const presented = await this.sessions.findPresented(this.database.source.manager, sha256(refreshToken), sha256(''));
    if (!presented) return;
    await this.end(presented.sessionId, 'logout');
    await this.audit.record('logged_out', { actorId: presented.userId, targetId: presented.userId });
  }

  /**
   * Who an access token stands for, if its session is live.
   * @throws Problem `token_expired`, `unauthenticated` or `session_ended`
   */
  async identify(accessToken: unknown): Promise<Caller> {
    return this.authenticate(await this.accessTokens.verify(accessToken));
  }

  /** The same, for a token whose signature has been checked. */
  async authenticate({ sub: userId, sid: sessionId, exp }: AccessTokenClaims): Promise<Caller> {
    const role = await this.sessions.roleIn(sessionId, userId);
    if (!role) throw new Problem('session_ended');
    return { userId, sessionId, role, expiresAt: exp * 1000 };
  }

  private async warn(tx: Tx, { email, displayName, ...wishes }: PresentedToken): Promise<string | undefined> {
    if (!email) return undefined; // a guest
    const url = `${this.config.publicUrl}/settings/security`;
    return this.mail.enqueue(tx, recipientOf({ ...wishes, email }), 'session-stolen', { name: displayName, url });
  }

  private tokens(sessionId: string, userId: string, refreshToken: string): SessionTokens {
    return { sessionId, userId, accessToken: this.accessTokens.sign(userId, sessionId), refreshToken };
  }
}
