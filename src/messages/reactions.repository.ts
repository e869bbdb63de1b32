import { Injectable } from '@nestjs/common';
import { returning, type Tx } from '../common/database/database.ts';
import { ReactionEntity } from './reaction.entity.ts';

type Key = Pick<ReactionEntity, 'messageId' | 'emoji' | 'userId'>;

@Injectable()
export class ReactionsRepository {
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
