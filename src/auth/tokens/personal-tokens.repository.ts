import { Injectable } from '@nestjs/common';
import { BatchLoader } from '../../common/batch-loader.ts';
import type { TokenGrant } from '../../common/caller.ts';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import { PersonalTokenEntity } from './personal-token.entity.ts';
import type { TokenRow } from './token.view.ts';

/** A token as its secret names it; its session may have ended. */
export interface PresentedPersonalToken {
  sessionId: string;
  userId: string;
  expiresAt: Date;
  /** Whether its last use was noted in this hour. */
  isNoted: boolean;
}

/** A token that has ended by itself, or soon will. */
export interface EndingToken {
  sessionId: string;
  userId: string;
  name: string;
  expiresAt: Date;
}

export interface TokenOrigin {
  /** The session of the person who makes the token. */
  madeBy: string;
  /** Whom it acts as: that person, or a bot. */
  userId: string;
}

export type NewPersonalToken = Pick<PersonalTokenEntity, 'hash' | 'name' | 'scopes' | 'roomIds'>;

const IS_LIVE = `s.ended_at IS NULL AND s.expires_at > now()`;
const TOKEN = `t.session_id AS "sessionId", t.name, t.scopes, t.room_ids AS "roomIds", t.last_used_at AS "lastUsedAt",
  t.last_used_ip AS "lastUsedIp", s.created_at AS "createdAt", s.expires_at AS "expiresAt"`;

@Injectable()
export class PersonalTokensRepository {
  private readonly byHash = new BatchLoader(async (hashes) => {
    const rows = await this.database.query<PresentedPersonalToken & { hash: string }>(
      `SELECT encode(t.hash, 'hex') AS hash, t.session_id AS "sessionId", s.user_id AS "userId", s.expires_at AS "expiresAt",
              coalesce(t.last_used_at >= date_trunc('hour', now()), false) AS "isNoted"
       FROM personal_tokens t JOIN sessions s ON s.id = t.session_id
       WHERE t.hash = ANY(SELECT decode(h, 'hex') FROM unnest($1::text[]) AS h)`,
      [hashes],
    );
    return new Map(rows.map(({ hash, ...token }) => [hash, token]));
  });

  private readonly grants = new BatchLoader(async (sessionIds) => {
    const rows = await this.database.query<Pick<PersonalTokenEntity, 'sessionId' | 'name' | 'scopes' | 'roomIds'>>(
      `SELECT session_id AS "sessionId", name, scopes, room_ids AS "roomIds" FROM personal_tokens WHERE session_id = ANY($1)`,
      [sessionIds],
    );
    return new Map(rows.map((row) => [row.sessionId, grantOf(row)]));
  });

  constructor(private readonly database: Database) {}

  find(hash: Buffer): Promise<PresentedPersonalToken | undefined> {
    return this.byHash.load(hash.toString('hex'));
  }

  /** What the token of a session opens; undefined for a session of a device. */
  grantOf(sessionId: string): Promise<TokenGrant | undefined> {
    return this.grants.load(sessionId);
  }

  /** Once an hour, so that a token in constant use does not write with each request. */
  async noteUse(sessionId: string, ip: string): Promise<void> {
    await this.database.query(
      `UPDATE personal_tokens SET last_used_at = date_trunc('hour', now()), last_used_ip = $2 WHERE session_id = $1`,
      [sessionId, ip],
    );
  }

  /** Whether this is the first use by an assistant on this day, in UTC. */
  async takeFirstMcpUse(tx: Tx, sessionId: string, day: string): Promise<boolean> {
    const rows = await returning(
      tx,
      `UPDATE personal_tokens SET mcp_used_on = $2 WHERE session_id = $1 AND mcp_used_on IS DISTINCT FROM $2::date RETURNING name`,
      [sessionId, day],
    );
    return rows.length > 0;
  }

  /** The live tokens of a person, newest first. */
  of(userId: string, tx: Tx = this.database.source.manager): Promise<TokenRow[]> {
    return tx.query<TokenRow[]>(
      `SELECT ${TOKEN} FROM personal_tokens t JOIN sessions s ON s.id = t.session_id
       WHERE s.user_id = $1 AND ${IS_LIVE} ORDER BY s.id DESC`,
      [userId],
    );
  }

  /** Those of these rooms that the person is not in. */
  async roomsWithout(userId: string, roomIds: string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM unnest($2::uuid[]) AS id
       WHERE NOT EXISTS (SELECT FROM room_members m WHERE m.room_id = id AND m.user_id = $1)`,
      [userId, roomIds],
    );
    return rows.map(({ id }) => id);
  }

  /** A session of a person or their bot, as strong as the one that makes it; undefined when that has ended. */
  async insert(
    tx: Tx,
    { madeBy, userId }: TokenOrigin,
    days: number,
    token: NewPersonalToken,
  ): Promise<TokenRow | undefined> {
    const [session] = await returning<{ id: string }>(
      tx,
      `INSERT INTO sessions (user_id, kind, device, ip, expires_at, signed_in_by, strength, proved_at)
       SELECT $3, 'token', s.device, s.ip, now() + $2 * interval '1 day', 'token', s.strength, NULL FROM sessions s
       WHERE s.id = $1 AND s.kind = 'device' AND ${IS_LIVE} RETURNING id`,
      [madeBy, days, userId],
    );
    if (!session) return undefined;
    await tx.insert(PersonalTokenEntity, { ...token, sessionId: session.id });
    return (await this.of(userId, tx)).find(({ sessionId }) => sessionId === session.id);
  }

  /** Whether one of these hashes is that of a live token of the person, or of a bot of theirs. */
  async hasAny(userId: string, hashes: Buffer[]): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT FROM personal_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
       WHERE $1 IN (u.id, u.bot_owner_id) AND t.hash = ANY($2::bytea[]) AND ${IS_LIVE} LIMIT 1`,
      [userId, hashes],
    );
    return rows.length > 0;
  }

  /** Ends the session of a live token of the person; its name, or undefined when there is none. */
  async revoke(tx: Tx, userId: string, id: string): Promise<string | undefined> {
    const [ended] = await returning<{ name: string }>(
      tx,
      `UPDATE sessions s SET ended_at = now(), end_reason = 'token_revoked' FROM personal_tokens t
       WHERE s.id = $2 AND t.session_id = s.id AND s.user_id = $1 AND ${IS_LIVE} RETURNING t.name`,
      [userId, id],
    );
    return ended?.name;
  }

  /** What is known of the tokens of a person, whose sessions have ended. */
  async removeAll(tx: Tx, userId: string): Promise<void> {
    await tx.query(`DELETE FROM personal_tokens t USING sessions s WHERE s.id = t.session_id AND s.user_id = $1`, [
      userId,
    ]);
  }

  /** Takes the tokens that end within some days, each once, and not those that were made for less. */
  takeEndingWithin(tx: Tx, days: number): Promise<EndingToken[]> {
    return returning<EndingToken>(
      tx,
      `UPDATE personal_tokens t SET warned_at = now() FROM sessions s
       WHERE s.id = t.session_id AND t.warned_at IS NULL AND ${IS_LIVE} AND s.expires_at < now() + $1 * interval '1 day'
         AND s.expires_at > s.created_at + $1 * interval '1 day'
       RETURNING t.session_id AS "sessionId", s.user_id AS "userId", t.name, s.expires_at AS "expiresAt"`,
      [days],
    );
  }

  /** Ends the sessions of tokens whose time is over, each once. */
  endExpired(tx: Tx): Promise<EndingToken[]> {
    return returning<EndingToken>(
      tx,
      `UPDATE sessions s SET ended_at = s.expires_at, end_reason = 'token_expired' FROM personal_tokens t
       WHERE t.session_id = s.id AND s.ended_at IS NULL AND s.expires_at <= now()
       RETURNING t.session_id AS "sessionId", s.user_id AS "userId", t.name, s.expires_at AS "expiresAt"`,
      [],
    );
  }
}

const grantOf = ({ name, scopes, roomIds }: Pick<PersonalTokenEntity, 'name' | 'scopes' | 'roomIds'>): TokenGrant => ({
  name,
  scopes: new Set(scopes),
  roomIds: roomIds && new Set(roomIds),
});
