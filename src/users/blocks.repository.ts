import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../common/database/database.ts';

/** A person who is blocked, and since when. */
export interface BlockRow {
  userId: string;
  blockedAt: Date;
}

const NOBODY: ReadonlySet<string> = new Set();
const COLUMNS = `blocked_id AS "userId", blocked_at AS "blockedAt"`;

/** Whom people have blocked. */
@Injectable()
export class BlocksRepository {
  constructor(private readonly database: Database) {}

  /** The latest first. */
  ofUser(userId: string): Promise<BlockRow[]> {
    return this.database.query(
      `SELECT ${COLUMNS} FROM user_blocks WHERE user_id = $1 ORDER BY blocked_at DESC, blocked_id`,
      [userId],
    );
  }

  async byIds(userId: string, blockedIds: string[], tx?: Tx): Promise<BlockRow[]> {
    const sql = `SELECT ${COLUMNS} FROM user_blocks WHERE user_id = $1 AND blocked_id = ANY($2::uuid[])`;
    const values = [userId, blockedIds];
    return tx ? tx.query(sql, values) : this.database.query(sql, values);
  }

  /** Those whom a person has blocked, or who have blocked them: neither is told of the other. */
  async apartFrom(userId: string): Promise<ReadonlySet<string>> {
    return (await this.apartFromEach([userId])).get(userId) ?? NOBODY;
  }

  /** `apartFrom` of many people; without those who are apart from nobody. */
  async apartFromEach(userIds: string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    if (!userIds.length) return new Map();
    const rows = await this.database.query<{ one: string; other: string }>(
      `SELECT user_id AS one, blocked_id AS other FROM user_blocks WHERE user_id = ANY($1::uuid[])
       UNION SELECT blocked_id, user_id FROM user_blocks WHERE blocked_id = ANY($1::uuid[])`,
      [userIds],
    );
    const byPerson = Map.groupBy(rows, ({ one }) => one);
    return new Map([...byPerson].map(([one, pairs]) => [one, new Set(pairs.map(({ other }) => other))]));
  }

  async count(tx: Tx, userId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM user_blocks WHERE user_id = $1`,
      [userId],
    );
    return row?.count ?? 0;
  }

  async add(tx: Tx, userId: string, blockedId: string): Promise<BlockRow> {
    const [row] = await tx.query<[BlockRow]>(
      `INSERT INTO user_blocks (user_id, blocked_id) VALUES ($1, $2) RETURNING ${COLUMNS}`,
      [userId, blockedId],
    );
    return row;
  }

  /** @returns whether there was one */
  async remove(tx: Tx, userId: string, blockedId: string): Promise<boolean> {
    const sql = `DELETE FROM user_blocks WHERE user_id = $1 AND blocked_id = $2 RETURNING 1`;
    return (await returning(tx, sql, [userId, blockedId])).length > 0;
  }

  /**
   * Raises the version of what the messages of the direct room of two people are judged by, and so locks its head until the
   * transaction ends.
   */
  async raiseDirectRules(tx: Tx, one: string, other: string): Promise<void> {
    await tx.query(
      `UPDATE room_head SET rules = rules + 1 WHERE room_id = (SELECT id FROM rooms WHERE direct_key = $1)`,
      [[one, other].toSorted().join()],
    );
  }
}
