import { Injectable } from '@nestjs/common';
import { toldEpoch } from '../common/database/database-history.ts';
import { Database, returning, type Tx } from '../common/database/database.ts';
import { limits } from '../shared/limits.ts';

/** An item that has changed, or has gone. */
export interface PersonalChange {
  kind: string;
  id: string;
  isGone: boolean;
}

export type NumberedChange = PersonalChange & { revision: number };

/** A change of an item, wherever it is told. */
export interface PersonalKey {
  userId: string;
  kind: string;
  id: string;
  revision: number;
}

/** Where a person's stream stands, and what has changed after a revision: at most one more than a response holds. */
export interface PersonalPosition {
  revision: number;
  epoch: number;
  forgotten: number;
  changes: NumberedChange[];
}

/** Longer ago than any transaction takes to commit. */
const RECENT = '30 seconds';
const MAX_RECENT = 2_000;
/** Tombstones are kept for this time: devices that were away for longer start over. */
const KEPT = '30 days';
const MAX_FORGOTTEN_PEOPLE = 500;

/** Seconds since 2025, as restored backups count them: a head that is made anew later differs from a lost one. */
export const EPOCH_NOW = `extract(epoch FROM now() - timestamptz '2025-01-01 00:00Z')::integer`;

const CHANGE = `'kind', c.kind, 'id', c.item_id, 'revision', c.revision, 'isGone', c.gone_at IS NOT NULL`;

/** Heads of people and the changes of what only they see. */
@Injectable()
export class PersonalRepository {
  constructor(private readonly database: Database) {}

  /** Locks a person's head until the transaction ends; the first time it is made. */
  async lock(tx: Tx, userId: string): Promise<void> {
    await tx.query(
      `INSERT INTO person_head AS h (user_id, revision, epoch) VALUES ($1, 0, ${EPOCH_NOW})
       ON CONFLICT (user_id) DO UPDATE SET revision = h.revision`,
      [userId],
    );
  }

  /** The head is locked by this transaction. */
  async nextRevision(tx: Tx, userId: string): Promise<number> {
    const [head] = await tx.query<{ revision: number }[]>(`SELECT revision FROM person_head WHERE user_id = $1`, [
      userId,
    ]);
    return (head?.revision ?? 0) + 1;
  }

  /** Gives changes their revisions. The head is locked by this transaction. */
  async record(tx: Tx, userId: string, changes: readonly PersonalChange[]): Promise<PersonalKey[]> {
    const [head] = await returning<{ revision: number }>(
      tx,
      `UPDATE person_head SET revision = revision + $2 WHERE user_id = $1 RETURNING revision`,
      [userId, changes.length],
    );
    const before = (head?.revision ?? changes.length) - changes.length;
    await tx.query(
      `INSERT INTO personal_changes (user_id, kind, item_id, revision, changed_at, gone_at)
       SELECT $1, c.kind, c.id, $2 + c.place, clock_timestamp(), CASE WHEN c.gone THEN now() END
       FROM unnest($3::text[], $4::uuid[], $5::boolean[]) WITH ORDINALITY AS c (kind, id, gone, place)
       ON CONFLICT (user_id, kind, item_id) DO UPDATE
         SET revision = EXCLUDED.revision, changed_at = EXCLUDED.changed_at, gone_at = EXCLUDED.gone_at`,
      [userId, before, ...columnsOf(changes)],
    );
    return changes.map(({ kind, id }, place) => ({ userId, kind, id, revision: before + place + 1 }));
  }

  /** Head and changes are of the same moment. From 0 on nothing is held, so nothing that has gone is told. */
  async since(userId: string, since: number): Promise<PersonalPosition> {
    const found = await this.position(userId, since);
    if (found) return found;
    await this.database.query(
      `INSERT INTO person_head (user_id, revision, epoch) VALUES ($1, 0, ${EPOCH_NOW}) ON CONFLICT DO NOTHING`,
      [userId],
    );
    return (await this.position(userId, since)) ?? { revision: 0, epoch: 1, forgotten: 0, changes: [] };
  }

  /** The last change of an item. */
  async find({ userId, kind, id }: PersonalKey): Promise<NumberedChange | undefined> {
    const [row] = await this.database.query<{ change: NumberedChange }>(
      `SELECT json_build_object(${CHANGE}) AS change FROM personal_changes c
       WHERE c.user_id = $1 AND c.kind = $2 AND c.item_id = $3`,
      [userId, kind, id],
    );
    return row?.change;
  }

  /** Changes within the last moments, so that each node finds those of which no hint arrived. */
  recentChanges(): Promise<PersonalKey[]> {
    return this.database.query(
      `SELECT user_id AS "userId", kind, item_id AS id, revision FROM personal_changes
       WHERE changed_at > now() - interval '${RECENT}' ORDER BY changed_at DESC LIMIT ${MAX_RECENT}`,
    );
  }

  /** Everything personal of a person; the tables of all kinds refer to the head. */
  async remove(userId: string): Promise<void> {
    await this.database.query(`DELETE FROM person_head WHERE user_id = $1`, [userId]);
  }

  /**
   * Deletes tombstones that are older than 30 days, of some hundred people at a time. Heads are locked before changes, as
   * by everybody else.
   * @returns how many people were looked at
   */
  async forget(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const people = await tx.query<{ id: string }[]>(
        `SELECT user_id AS id FROM person_head WHERE user_id IN (
           SELECT user_id FROM personal_changes WHERE gone_at < now() - interval '${KEPT}')
         ORDER BY user_id LIMIT ${MAX_FORGOTTEN_PEOPLE} FOR UPDATE SKIP LOCKED`,
      );
      await tx.query(
        `WITH forgotten AS (
           DELETE FROM personal_changes WHERE user_id = ANY($1) AND gone_at < now() - interval '${KEPT}'
           RETURNING user_id, revision)
         UPDATE person_head h SET forgotten_revision = greatest(h.forgotten_revision, f.revision)
         FROM (SELECT user_id, max(revision) AS revision FROM forgotten GROUP BY user_id) f WHERE f.user_id = h.user_id`,
        [people.map(({ id }) => id)],
      );
      return people.length;
    });
  }

  private async position(userId: string, since: number): Promise<PersonalPosition | undefined> {
    const [row] = await this.database.query<Omit<PersonalPosition, 'changes'> & { changes: NumberedChange[] | null }>(
      `SELECT h.revision, ${toldEpoch('h')} AS epoch, h.forgotten_revision AS forgotten,
         (SELECT json_agg(json_build_object(${CHANGE}) ORDER BY c.revision) FROM (
            SELECT * FROM personal_changes own
            WHERE own.user_id = h.user_id AND own.revision > $2 AND ($2::bigint > 0 OR own.gone_at IS NULL)
            ORDER BY own.revision LIMIT ${limits.personalPerAnswer + 1}) c) AS changes
       FROM person_head h WHERE h.user_id = $1`,
      [userId, since],
    );
    return row && { ...row, changes: row.changes ?? [] };
  }
}

const columnsOf = (changes: readonly PersonalChange[]) => [
  changes.map(({ kind }) => kind),
  changes.map(({ id }) => id),
  changes.map(({ isGone }) => isGone),
];
