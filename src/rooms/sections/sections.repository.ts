import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import type { Section, UpdateSection } from './sections.dto.ts';

const COLUMNS = 'id, name, collapsed, sort, place';

/** Sections of people's lists of rooms. */
@Injectable()
export class SectionsRepository {
  constructor(private readonly database: Database) {}

  /** In their order. */
  ofUser(userId: string): Promise<Section[]> {
    return this.database.query<Section>(
      `SELECT ${COLUMNS} FROM room_sections WHERE user_id = $1 ORDER BY place COLLATE "C", id`,
      [userId],
    );
  }

  byIds(userId: string, ids: string[]): Promise<Section[]> {
    return this.database.query<Section>(
      `SELECT ${COLUMNS} FROM room_sections WHERE user_id = $1 AND id = ANY($2::uuid[])`,
      [userId, ids],
    );
  }

  /** How many there are, and the place of the last one. */
  async summary(tx: Tx, userId: string): Promise<{ count: number; last: string | null }> {
    const [row] = await tx.query<{ count: number; last: string | null }[]>(
      `SELECT count(*)::int AS count, max(place COLLATE "C") AS last FROM room_sections WHERE user_id = $1`,
      [userId],
    );
    return row ?? { count: 0, last: null };
  }

  async add(tx: Tx, userId: string, { id, name, collapsed, sort, place }: Section): Promise<void> {
    await tx.query(
      `INSERT INTO room_sections (user_id, id, name, collapsed, sort, place) VALUES ($1, $2, $3, $4, $5, $6)`,
      [userId, id, name, collapsed, sort, place],
    );
  }

  /** What is absent stays as it is; undefined when there is no such section. */
  async update(tx: Tx, userId: string, id: string, changes: UpdateSection): Promise<Section | undefined> {
    const [section] = await returning<Section>(
      tx,
      `UPDATE room_sections SET name = coalesce($3, name), collapsed = coalesce($4, collapsed), sort = coalesce($5, sort),
         place = coalesce($6, place)
       WHERE user_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
      [userId, id, changes.name, changes.collapsed, changes.sort, changes.place],
    );
    return section;
  }

  /** @returns whether there was one */
  async remove(tx: Tx, userId: string, id: string): Promise<boolean> {
    const gone = await returning(tx, `DELETE FROM room_sections WHERE user_id = $1 AND id = $2 RETURNING id`, [
      userId,
      id,
    ]);
    return gone.length > 0;
  }
}
