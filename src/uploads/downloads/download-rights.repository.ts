import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';

/** By which right a file is sent. */
export interface DownloadRight {
  userId: string;
  sessionId: string;
  /** Null before the file is sent with a message. */
  roomId: string | null;
}

/** Reads in the database which rights to files have ended. */
@Injectable()
export class DownloadRightsRepository {
  constructor(private readonly database: Database) {}

  /** Those whose session has ended, or whose room was left or deleted. */
  async ended(rights: DownloadRight[]): Promise<DownloadRight[]> {
    const rows = await this.database.query<{ ordinal: number }>(
      `SELECT d.ordinal::int FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])
         WITH ORDINALITY AS d (user_id, session_id, room_id, ordinal)
       WHERE NOT EXISTS (
           SELECT FROM sessions s JOIN users u ON u.id = s.user_id
           WHERE s.id = d.session_id AND s.ended_at IS NULL AND s.expires_at > now() AND u.disabled_at IS NULL)
         OR d.room_id IS NOT NULL AND NOT EXISTS (
           SELECT FROM room_members m JOIN rooms r ON r.id = m.room_id
           WHERE m.room_id = d.room_id AND m.user_id = d.user_id AND r.deleted_at IS NULL)`,
      [
        rights.map(({ userId }) => userId),
        rights.map(({ sessionId }) => sessionId),
        rights.map(({ roomId }) => roomId),
      ],
    );
    return rows.flatMap(({ ordinal }) => rights[ordinal - 1] ?? []);
  }
}
