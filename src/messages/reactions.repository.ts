import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../common/database/database.ts';
import { ReactionEntity } from './reaction.entity.ts';

type Key = Pick<ReactionEntity, 'messageId' | 'emoji' | 'userId'>;

export type OwnReaction = Pick<ReactionEntity, 'messageId' | 'emoji' | 'createdAt'>;

@Injectable()
export class ReactionsRepository {
  constructor(private readonly database: Database) {}

  /** All reactions of a person, oldest first. */
  ofUser(userId: string): Promise<OwnReaction[]> {
    return this.database.query(
      `SELECT message_id AS "messageId", emoji, created_at AS "createdAt" FROM reactions
       WHERE user_id = $1 ORDER BY created_at`,
      [userId],
    );
  }

  /** False if it was there already. */
  async add(tx: Tx, { messageId, emoji, userId }: Key): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `INSERT INTO reactions (message_id, emoji, user_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING emoji`,
      [messageId, emoji, userId],
    );
    return rows.length > 0;
  }

  /** False if there was none. */
  async remove(tx: Tx, { messageId, emoji, userId }: Key): Promise<boolean> {
    const rows = await returning(
      tx,
      `DELETE FROM reactions WHERE message_id = $1 AND emoji = $2 AND user_id = $3 RETURNING emoji`,
      [messageId, emoji, userId],
    );
    return rows.length > 0;
  }

  async kinds(tx: Tx, messageId: string): Promise<number> {
    const [row] = await tx.query<{ kinds: number }[]>(
      `SELECT count(DISTINCT emoji) AS kinds FROM reactions WHERE message_id = $1`,
      [messageId],
    );
    return row?.kinds ?? 0;
  }
}
