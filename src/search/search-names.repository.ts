import { Injectable } from '@nestjs/common';
import { Database } from '../common/database/database.ts';
import { escapeLike } from '../common/escape-like.ts';

interface Named {
  name: string;
  id: string;
}

/** Finds who and what the filters `from` and `in` name. All names are folded. */
@Injectable()
export class SearchNamesRepository {
  constructor(private readonly database: Database) {}

  /**
   * The people with one of these user names or display names. The pattern uses the index of names; equality decides.
   * @param metBy a guest, who knows only people of their rooms; null for all people
   */
  people(names: string[], metBy: string | null): Promise<Named[]> {
    if (!names.length) return Promise.resolve([]);
    return this.database.query<Named>(
      `SELECT asked.name, u.id FROM unnest($1::text[], $2::text[]) AS asked (name, pattern)
       CROSS JOIN LATERAL (
         SELECT id FROM users WHERE username_key = asked.name
         UNION SELECT id FROM users WHERE disabled_at IS NULL AND folded(display_name) = asked.name
           AND (folded(display_name) || ' ' || username_key) LIKE asked.pattern
       ) u WHERE $3::uuid IS NULL OR u.id = $3 OR EXISTS (
         SELECT FROM room_members mine JOIN room_members other USING (room_id)
         WHERE mine.user_id = $3 AND other.user_id = u.id)`,
      [names, names.map((name) => `${escapeLike(name)}%`), metBy],
    );
  }

  /** The rooms of the caller with one of these names. */
  rooms(names: string[], callerId: string): Promise<Named[]> {
    if (!names.length) return Promise.resolve([]);
    return this.database.query<Named>(
      `SELECT folded(r.name) AS name, r.id FROM room_members m JOIN rooms r ON r.id = m.room_id
       WHERE m.user_id = $1 AND r.deleted_at IS NULL AND folded(r.name) = ANY($2)`,
      [callerId, names],
    );
  }
}
