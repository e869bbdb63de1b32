import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Caller } from '../../common/caller.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import type { Role } from '../../shared/roles.ts';
import type { SessionEnd } from '../../transport/transport.dto.ts';
import { RealtimeService } from '../../transport/realtime.service.ts';
import type { SignInProof } from '../admission/sign-in-proof.dto.ts';
import type { AccessTokenClaims } from '../access-tokens/access-token.service.ts';
import type { Session } from '../auth.dto.ts';
import {
  idleUntil,
  newToken,
  type SessionTokens,
  SessionTokenIssuer,
  sha256,
  type SignInDevice,
} from './session-tokens.ts';
import { type Kept, SessionsRepository } from './sessions.repository.ts';

/** A sign-in beyond this number ends the session that was unused longest. */
const MAX_SESSIONS_PER_USER = 20;

/** Sessions that ended in a transaction. */
export interface EndedSessions {
  ids: string[];
  reason: SessionEnd;
}

/** The only place where sessions on devices start and end; `TokenRefreshService` continues them. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly issuer: SessionTokenIssuer,
    private readonly realtime: RealtimeService,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  /** Starts a session of a person whom `AdmissionService` admits; nothing else calls it. */
  async start(tx: Tx, userId: string, proof: SignInProof, device: SignInDevice): Promise<SessionTokens> {
    const sessionId = await this.sessions.create(tx, newSession(userId, proof, device));
    const refreshToken = this.issuer.firstRefreshToken(sessionId);
    const deviceToken = newToken();
    const previousHash = device.token === undefined ? undefined : sha256(device.token);
    await this.sessions.rememberDevice(tx, { userId, id: sessionId }, previousHash, sha256(deviceToken));
    await this.sessions.addToken(tx, sha256(refreshToken), sessionId);
    for (const ended of await this.sessions.endBeyond(tx, userId, MAX_SESSIONS_PER_USER))
      this.realtime.endSession(ended, 'revoked');
    return { ...this.issuer.tokens(sessionId, userId, refreshToken), deviceToken };
  }

  /** Ends a session: the database first, then its sockets here, then a hint to the other nodes. */
  async end(sessionId: string, reason: SessionEnd): Promise<void> {
    if (await this.sessions.end(this.database.source.manager, sessionId, reason))
      this.realtime.endSession(sessionId, reason);
  }

  /** Ends every session of a user, tokens too unless they are kept. */
  async endAll(userId: string, reason: SessionEnd, kept?: Kept): Promise<void> {
    this.announceEnd(await this.endAllIn(this.database.source.manager, userId, reason, kept));
  }

  /**
   * The same, in the transaction of the change that ends them, after the user's row is locked: a sign-in that began
   * before the change either is ended here or finds the change. Pass the result to `announceEnd` after the commit.
   */
  async endAllIn(tx: Tx, userId: string, reason: SessionEnd, kept?: Kept): Promise<EndedSessions> {
    return { reason, ids: await this.sessions.endAll(tx, userId, reason, kept) };
  }

  /**
   * After a change of role, in its transaction: ends the sessions that have shown less than the new role must. Pass the
   * result to `announceEnd` after the commit.
   */
  async endTooWeakIn(tx: Tx, userId: string, role: Role): Promise<EndedSessions> {
    return { reason: 'revoked', ids: await this.sessions.endTooWeak(tx, userId, role) };
  }

  /** The same for the sessions that began through an identity. */
  async endOfIdentityIn(tx: Tx, identityId: string, reason: SessionEnd, except?: string): Promise<EndedSessions> {
    return { reason, ids: await this.sessions.endOfIdentity(tx, identityId, reason, except) };
  }

  /** Cuts the sockets of sessions that have ended, here and on the other nodes. */
  announceEnd({ ids, reason }: EndedSessions): void {
    for (const sessionId of ids) this.realtime.endSession(sessionId, reason);
  }

  list({ userId, sessionId }: Caller): Promise<Session[]> {
    return this.ofUser(userId, sessionId);
  }

  /** The live sessions of a user on devices, most recently used first. */
  async ofUser(userId: string, current?: string): Promise<Session[]> {
    const rows = await this.sessions.live(userId);
    return rows.map(({ id, device, ip, createdAt, lastUsedAt, signedInBy, strength }) => ({
      id,
      device,
      ip,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      current: id === current,
      by: signedInBy,
      strength,
    }));
  }

  /**
   * Ends a session of the caller.
   * @throws Problem `not_found` for a session that is not theirs or not live
   */
  async endOwn(caller: Caller, sessionId: string): Promise<void> {
    const mine = await this.sessions.live(caller.userId);
    if (!mine.some(({ id }) => id === sessionId)) throw new Problem('not_found');
    await this.end(sessionId, 'revoked');
    await this.audit.record('session_ended', { actorId: caller.userId, targetId: caller.userId });
  }

  /** Ends the session that a refresh token belongs to; an unknown token has no effect. */
  async endByToken(refreshToken: string): Promise<void> {
    const presented = await this.sessions.findPresented(this.database.source.manager, sha256(refreshToken), sha256(''));
    if (!presented) return;
    await this.end(presented.sessionId, 'logout');
    await this.audit.record('logged_out', { actorId: presented.userId, targetId: presented.userId });
  }

  /**
   * The caller of an access token, if its session is live.
   * @throws Problem `token_expired`, `unauthenticated` or `session_ended`
   */
  async identify(accessToken: unknown): Promise<Caller> {
    return this.authenticate(await this.issuer.verifyAccessToken(accessToken));
  }

  /** The same, for a token whose signature has been checked. */
  async authenticate({ sub: userId, sid: sessionId, exp }: AccessTokenClaims): Promise<Caller> {
    const rights = await this.sessions.rightsIn(sessionId, userId);
    if (!rights) throw new Problem('session_ended');
    return { userId, sessionId, ...rights, expiresAt: exp * 1000 };
  }
}

const newSession = (userId: string, { by, strength, provider }: SignInProof, { name, ip }: SignInDevice) => ({
  userId,
  device: name,
  ip,
  expiresAt: idleUntil(),
  signedInBy: by,
  strength,
  identityId: provider?.identityId ?? null,
  providerSid: provider?.sid ?? null,
  idToken: provider?.idToken ?? null,
});
