import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import { type PollRow, pollOf } from '../../timeline/poll.view.ts';

/** What a person has chosen in a poll, for the export of their data. */
export interface OwnVote {
  messageId: string;
  optionId: string;
  votedAt: string;
}

/** An option that a person has added to a poll. */
export interface OwnOption {
  messageId: string;
  text: string;
}

/** A poll that is due to close. */
export interface DuePoll {
  messageId: string;
  roomId: string;
}

const MAX_DUE = 100;

@Injectable()
export class PollsRepository {
  constructor(private readonly database: Database) {}

  /** With all that is known of it: what a person may see of it is for `poll.view.ts` to decide. */
  async find(messageId: string, tx: Tx = this.database.source.manager): Promise<PollRow | undefined> {
    const [row] = await tx.query<{ poll: PollRow | null }[]>(`SELECT ${pollOf('$1::uuid')} AS poll`, [messageId]);
    return row?.poll ?? undefined;
  }

  async addOption(tx: Tx, messageId: string, text: string, addedBy: string): Promise<void> {
    await tx.query(
      `INSERT INTO poll_options (message_id, position, text, added_by)
       SELECT $1::uuid, coalesce(max(position), 0) + 1, $2::text, $3::uuid FROM poll_options WHERE message_id = $1::uuid`,
      [messageId, text, addedBy],
    );
  }

  /**
   * Replaces what these people have chosen, by their ids. An option that was chosen before keeps its time.
   * @returns false when everybody has chosen the same before
   */
  async replaceVotes(tx: Tx, messageId: string, chosen: ReadonlyMap<string, string[]>): Promise<boolean> {
    const pairs = [...chosen].flatMap(([userId, optionIds]) =>
      optionIds.map((optionId) => [userId, optionId] as const),
    );
    const users = pairs.map(([userId]) => userId);
    const options = pairs.map(([, optionId]) => optionId);
    const removed = await returning(
      tx,
      `DELETE FROM poll_votes v WHERE v.message_id = $1 AND v.user_id = ANY($2::uuid[]) AND NOT EXISTS (
         SELECT FROM unnest($3::uuid[], $4::uuid[]) AS kept (user_id, option_id)
         WHERE kept.user_id = v.user_id AND kept.option_id = v.option_id) RETURNING v.option_id`,
      [messageId, [...chosen.keys()], users, options],
    );
    const added = await tx.query<unknown[]>(
      `INSERT INTO poll_votes (message_id, user_id, option_id)
       SELECT $1::uuid, user_id, option_id FROM unnest($2::uuid[], $3::uuid[]) AS new (user_id, option_id)
       ON CONFLICT DO NOTHING RETURNING option_id`,
      [messageId, users, options],
    );
    return removed.length + added.length > 0;
  }

  /** @returns false when it was closed before */
  async close(tx: Tx, messageId: string): Promise<boolean> {
    const rows = await returning(
      tx,
      `UPDATE polls SET closed_at = clock_timestamp() WHERE message_id = $1 AND closed_at IS NULL RETURNING message_id`,
      [messageId],
    );
    return rows.length > 0;
  }

  /** Polls whose time to close has come, the longest due first. */
  due(): Promise<DuePoll[]> {
    return this.database.query(
      `SELECT p.message_id AS "messageId", m.room_id AS "roomId" FROM polls p JOIN messages m ON m.id = p.message_id
       WHERE p.closes_at <= now() AND p.closes_at IS NOT NULL AND p.closed_at IS NULL ORDER BY p.closes_at LIMIT ${MAX_DUE}`,
    );
  }

  /** What a person has chosen, the oldest first. */
  votesOf(userId: string): Promise<OwnVote[]> {
    return this.database.query(
      `SELECT message_id AS "messageId", option_id AS "optionId", voted_at AS "votedAt" FROM poll_votes
       WHERE user_id = $1 ORDER BY voted_at`,
      [userId],
    );
  }

  /** What a person has added to polls, the oldest first. */
  optionsOf(userId: string): Promise<OwnOption[]> {
    return this.database.query(
      `SELECT message_id AS "messageId", text FROM poll_options WHERE added_by = $1 ORDER BY id`,
      [userId],
    );
  }
}
