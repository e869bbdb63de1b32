import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import type { Role } from '../../shared/roles.ts';
import { isFactorRequired, rolesWithFactor } from '../../shared/second-factor.policy.ts';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import type { Caller } from '../../common/caller.ts';
import type { Language } from '../../common/languages.ts';
import { mayHaveTokens } from '../../shared/token-scopes.ts';
import { BatchLoader } from '../../common/batch-loader.ts';
import type { SessionEnd } from '../../transport/transport.dto.ts';
import type { Preferences } from '../../users/users.dto.ts';
import { TWO_FACTORS } from '../admission/two-factors.policy.ts';
import { PersonalTokensRepository } from '../tokens/personal-tokens.repository.ts';
import { RefreshTokenEntity } from './refresh-token.entity.ts';
import { SessionEntity, type SessionKind } from './session.entity.ts';

/** A token presented for rotation. */
export interface PresentedToken {
  sessionId: string;
  userId: string;
  email: string | null;
  displayName: string;
  preferences: Preferences;
  language: Language | null;
  /** Null when it was never used. */
  usedSecondsAgo: number | null;
  /** Whether the token that replaced it has been used as well. */
  childUsed: boolean;
  live: boolean;
}

/** In SQL, of a session `s` of a user `u`: whether it has shown less than the role of the user must. */
const isTooWeak = (requiredRoles: string, twoFactors: string): string =>
  `(u.role = ANY(${requiredRoles}::text[]) AND coalesce(s.strength, '') <> ALL(${twoFactors}::text[]))`;

interface LiveSession {
  id: string;
  userId: string;
  role: Role;
  kind: SessionKind;
  isBot: boolean;
  /** Of the person who answers for a bot; of the user themselves otherwise. */
  ownerRole: Role;
}

/** What goes on when all sessions of a person end. */
export interface Kept {
  /** A session, usually the caller's. */
  session?: string;
  /** Whether tokens go on: after an act of their owner that says nothing against them. */
  tokens?: boolean;
}

export type NewSession = Pick<
  SessionEntity,
  'userId' | 'device' | 'ip' | 'expiresAt' | 'signedInBy' | 'strength' | 'identityId' | 'providerSid' | 'idToken'
>;

/** In SQL: a session that has ended holds nothing that would sign out at a provider. */
const ended = (reason: string): string => `ended_at = now(), end_reason = ${reason}, id_token = NULL`;

@Injectable()
export class SessionsRepository {
  /** Live sessions with their user and role; none that has shown less than the role must, and none of a bot without its owner. */
  private readonly liveById = new BatchLoader(async (sessionIds) => {
    const rows = await this.database.query<LiveSession>(
      `SELECT s.id, s.user_id AS "userId", u.role, s.kind, u.kind = 'bot' AS "isBot", coalesce(o.role, u.role) AS "ownerRole"
       FROM sessions s JOIN users u ON u.id = s.user_id LEFT JOIN users o ON o.id = u.bot_owner_id
       WHERE s.id = ANY($1) AND s.ended_at IS NULL AND s.expires_at > now() AND u.disabled_at IS NULL
         AND o.disabled_at IS NULL AND NOT ${isTooWeak('$2', '$3')}`,
      [sessionIds, rolesWithFactor(this.config.env.SECOND_FACTOR), TWO_FACTORS],
    );
    return new Map(rows.map((row) => [row.id, row]));
  });

  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly tokens: PersonalTokensRepository,
  ) {}

  async create(tx: Tx, session: NewSession): Promise<string> {
    return (await tx.save(tx.create(SessionEntity, session))).id;
  }

  async addToken(tx: Tx, hash: Buffer, sessionId: string): Promise<void> {
    await tx.insert(RefreshTokenEntity, { hash, sessionId });
  }

  /** Gives the browser of a new session its next token: a copy of the last one is worth nothing any more. */
  async rememberDevice(
    tx: Tx,
    { id: sessionId, userId }: Pick<SessionEntity, 'id' | 'userId'>,
    previousHash: Buffer | undefined,
    tokenHash: Buffer,
  ): Promise<void> {
    if (previousHash)
      await tx.query(`UPDATE sign_in_devices SET token_hash = $2 WHERE token_hash = $1`, [previousHash, tokenHash]);
    await tx.query(
      `INSERT INTO sign_in_devices (token_hash, user_id, session_id) VALUES ($1, $2, $3)
       ON CONFLICT (token_hash, user_id) DO UPDATE SET session_id = EXCLUDED.session_id, last_used_at = now()`,
      [tokenHash, userId, sessionId],
    );
  }

  /**
   * What the user may do when the session is live now: their role, and what a token opens of it. Read for every request, so
   * that an ended session is refused at once.
   */
  async rightsIn(sessionId: string, userId: string): Promise<Pick<Caller, 'role' | 'token' | 'bot'> | undefined> {
    const session = await this.liveById.load(sessionId);
    if (session?.userId !== userId) return undefined;
    const { role, kind, isBot, ownerRole } = session;
    if (kind === 'device') return isBot ? undefined : { role };
    const token = await this.tokens.grantOf(sessionId);
    if (!token || !mayHaveTokens(this.config.env.TOKENS, ownerRole)) return undefined;
    return { role, token, ...(isBot && { bot: true as const }) };
  }

  /** Locks the token's row, so that concurrent uses happen in sequence. */
  async findPresented(tx: Tx, hash: Buffer, childHash: Buffer): Promise<PresentedToken | undefined> {
    const [row] = await tx.query<PresentedToken[]>(
      `SELECT s.id AS "sessionId", s.user_id AS "userId", u.email, u.display_name AS "displayName", u.preferences, u.language,
              extract(epoch FROM clock_timestamp() - t.used_at)::float8 AS "usedSecondsAgo",
              EXISTS (SELECT FROM refresh_tokens c WHERE c.hash = $2 AND c.used_at IS NOT NULL) AS "childUsed",
              s.ended_at IS NULL AND s.expires_at > now() AND u.disabled_at IS NULL AND NOT ${isTooWeak('$3', '$4')} AS live
       FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
       WHERE t.hash = $1 FOR UPDATE OF t`,
      [hash, childHash, rolesWithFactor(this.config.env.SECOND_FACTOR), TWO_FACTORS],
    );
    return row;
  }

  async rotate(tx: Tx, used: Buffer, child: Buffer, sessionId: string, idleUntil: Date): Promise<void> {
    await tx.query(`UPDATE refresh_tokens SET used_at = clock_timestamp() WHERE hash = $1`, [used]);
    await this.addToken(tx, child, sessionId);
    await tx.query(
      `UPDATE sessions SET last_used_at = now(), expires_at = least($2, created_at + interval '60 days') WHERE id = $1`,
      [sessionId, idleUntil],
    );
  }

  /** All live sessions on devices, most recently used first. */
  async live(userId: string): Promise<SessionEntity[]> {
    return this.database.source.manager
      .createQueryBuilder(SessionEntity, 's')
      .where(`s.user_id = :userId AND s.kind = 'device' AND s.ended_at IS NULL AND s.expires_at > now()`, { userId })
      .orderBy('s.last_used_at', 'DESC')
      .getMany();
  }

  /** Ends the sessions on devices of a user that were unused longest, except the newest `keep`; returns their ids. */
  async endBeyond(tx: Tx, userId: string, keep: number): Promise<string[]> {
    const rows = await returning<{ id: string }>(
      tx,
      `UPDATE sessions SET ${ended(`'revoked'`)} WHERE id IN (
         SELECT id FROM sessions WHERE user_id = $1 AND kind = 'device' AND ended_at IS NULL ORDER BY last_used_at DESC OFFSET $2
       ) RETURNING id`,
      [userId, keep],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Ends the live sessions of a user, their sign-ins under way and browsers; returns the ids. The bots of an account that is
   * disabled or deleted stop with it, until an administrator gives them to another.
   */
  async endAll(tx: Tx, userId: string, reason: SessionEnd, { session, tokens = false }: Kept = {}): Promise<string[]> {
    const rows = await returning<{ id: string }>(
      tx,
      `UPDATE sessions SET ${ended('$2')}
       WHERE user_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $3 AND NOT (kind = 'token' AND $4) RETURNING id`,
      [userId, reason, session ?? null, tokens],
    );
    const isOver = reason === 'account_disabled' || reason === 'account_deleted';
    const ofBots = isOver ? await this.stopBots(tx, userId, reason) : [];
    if (reason === 'account_deleted') await this.tokens.removeAll(tx, userId);
    await tx.query(`DELETE FROM proofs WHERE user_id = $1`, [userId]);
    await tx.query(`DELETE FROM sign_in_devices WHERE user_id = $1 AND session_id IS DISTINCT FROM $2`, [
      userId,
      session ?? null,
    ]);
    return [...rows.map(({ id }) => id), ...ofBots];
  }

  private async stopBots(tx: Tx, ownerId: string, reason: SessionEnd): Promise<string[]> {
    const bots = await returning<{ id: string }>(
      tx,
      `UPDATE users SET disabled_at = now() WHERE bot_owner_id = $1 AND disabled_at IS NULL RETURNING id`,
      [ownerId],
    );
    if (!bots.length) return [];
    const rows = await returning<{ id: string }>(
      tx,
      `UPDATE sessions SET ${ended('$2')} WHERE user_id = ANY($1) AND ended_at IS NULL RETURNING id`,
      [bots.map(({ id }) => id), reason],
    );
    return rows.map(({ id }) => id);
  }

  /** Ends the live sessions of a user that have shown less than this role must, and tokens that it may not have; returns the ids. */
  async endTooWeak(tx: Tx, userId: string, role: Role): Promise<string[]> {
    const { SECOND_FACTOR, TOKENS } = this.config.env;
    const rows = await returning<{ id: string }>(
      tx,
      `UPDATE sessions SET ${ended(`'revoked'`)} WHERE user_id = $1 AND ended_at IS NULL
         AND ($3 AND coalesce(strength, '') <> ALL($2) OR $4 AND kind = 'token') RETURNING id`,
      [userId, TWO_FACTORS, isFactorRequired(SECOND_FACTOR, role), !mayHaveTokens(TOKENS, role)],
    );
    return rows.map(({ id }) => id);
  }

  /** Ends the live sessions that began through an identity, except the given session; returns the ids. */
  async endOfIdentity(tx: Tx, identityId: string, reason: SessionEnd, except?: string): Promise<string[]> {
    const rows = await returning<{ id: string }>(
      tx,
      `UPDATE sessions SET ${ended('$2')}
       WHERE identity_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $3 RETURNING id`,
      [identityId, reason, except ?? null],
    );
    return rows.map(({ id }) => id);
  }

  /** Ends a session, and forgets its browser unless it signed out itself; false when it had ended before. */
  async end(tx: Tx, sessionId: string, reason: SessionEnd): Promise<boolean> {
    const rows = await returning(
      tx,
      `UPDATE sessions SET ${ended('$2')} WHERE id = $1 AND ended_at IS NULL RETURNING id`,
      [sessionId, reason],
    );
    if (reason !== 'logout') await tx.query(`DELETE FROM sign_in_devices WHERE session_id = $1`, [sessionId]);
    return rows.length > 0;
  }
}
