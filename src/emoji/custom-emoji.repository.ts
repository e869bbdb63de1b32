import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../common/database/database.ts';
import { CustomEmojiEntity } from './custom-emoji.entity.ts';

export type NewCustomEmoji = Pick<CustomEmojiEntity, 'name' | 'key' | 'animated' | 'createdBy'>;

/** A custom emoji with all its names. */
export interface CustomEmojiRow extends Pick<CustomEmojiEntity, 'id' | 'name' | 'key' | 'animated' | 'createdBy'> {
  /** Without the present one, oldest first. */
  aliases: string[];
  disabled: boolean;
}

const EMOJI = `e.id, e.name, e.key, e.animated, e.created_by AS "createdBy", e.disabled_at IS NOT NULL AS disabled,
  ARRAY(SELECT n.name FROM custom_emoji_names n WHERE n.emoji_id = e.id AND n.name <> e.name ORDER BY n.added_at) AS aliases`;

@Injectable()
export class CustomEmojiRepository {
  constructor(private readonly database: Database) {}

  /** By name. The list and its revision are of the same moment. */
  async list(): Promise<{ items: CustomEmojiRow[]; revision: number }> {
    const rows = await this.database.query<CustomEmojiRow & { revision: number }>(
      `SELECT ${EMOJI}, max(e.revision) OVER () AS revision FROM custom_emoji e ORDER BY e.name`,
    );
    return { items: rows, revision: rows[0]?.revision ?? 0 };
  }

  /** By its present name or an alias. */
  async byName(
    name: string,
    tx: Pick<Tx, 'query'> = this.database.source.manager,
  ): Promise<CustomEmojiRow | undefined> {
    const [row] = await tx.query<CustomEmojiRow[]>(
      `SELECT ${EMOJI} FROM custom_emoji e WHERE e.id = (SELECT emoji_id FROM custom_emoji_names WHERE name = $1)`,
      [name],
    );
    return row;
  }

  /** The name that the emoji of this name had first. */
  async firstName(name: string): Promise<{ name: string; disabled: boolean } | undefined> {
    const [row] = await this.database.query<{ name: string; disabled: boolean }>(
      `SELECT f.name, e.disabled_at IS NOT NULL AS disabled FROM custom_emoji_names n
       JOIN custom_emoji e ON e.id = n.emoji_id JOIN custom_emoji_names f ON f.emoji_id = e.id
       WHERE n.name = $1 ORDER BY f.added_at LIMIT 1`,
      [name],
    );
    return row;
  }

  /** Changes come one after another, each with the next revision. It is a time, so that a restored backup repeats none. */
  async nextRevision(tx: Tx): Promise<number> {
    await tx.query(`LOCK TABLE custom_emoji IN SHARE ROW EXCLUSIVE MODE`);
    const [row] = await tx.query<{ next: string }[]>(
      `SELECT greatest(coalesce(max(revision), 0) + 1, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) AS next
       FROM custom_emoji`,
    );
    return Number(row?.next);
  }

  async count(tx: Tx): Promise<number> {
    return tx.count(CustomEmojiEntity);
  }

  /** False when the name is that of another emoji. */
  async insert(tx: Tx, emoji: NewCustomEmoji, revision: number): Promise<boolean> {
    const { identifiers } = await tx.insert(CustomEmojiEntity, { ...emoji, revision });
    return this.addName(tx, (identifiers[0] as { id: string }).id, emoji.name);
  }

  /** A repeat changes nothing. False when the name is that of another emoji. */
  async addName(tx: Tx, id: string, name: string): Promise<boolean> {
    await tx.query(`INSERT INTO custom_emoji_names (name, emoji_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
      name,
      id,
    ]);
    const rows = await tx.query<unknown[]>(`SELECT FROM custom_emoji_names WHERE name = $1 AND emoji_id = $2`, [
      name,
      id,
    ]);
    return rows.length > 0;
  }

  async update(tx: Tx, id: string, changes: Partial<CustomEmojiEntity>): Promise<void> {
    await tx.update(CustomEmojiEntity, { id }, changes);
  }

  /** For the export of a person's data. */
  ofUser(userId: string): Promise<{ name: string; createdAt: Date }[]> {
    return this.database.query(
      `SELECT name, created_at AS "createdAt" FROM custom_emoji WHERE created_by = $1 ORDER BY created_at`,
      [userId],
    );
  }
}
