import { Injectable } from '@nestjs/common';
import type { PreparedStatement, SendStatement } from '../common/database/pipeline.ts';
import { PersonalStream } from '../personal/personal-stream.service.ts';
import type { PersonalKey } from '../personal/personal.repository.ts';

/** A draft that has become a message. */
export interface ClearedDraft {
  userId: string;
  id: string;
  version: number;
}

/** In the order of ids, after the heads of rooms. Who has no head has no draft. */
const LOCK: PreparedStatement = {
  name: 'lock-person-heads',
  text: `SELECT user_id FROM person_head WHERE user_id = ANY($1::uuid[]) ORDER BY user_id FOR NO KEY UPDATE`,
};

/**
 * A statement of its own, so that it sees what was committed before the heads were locked. Drafts whose version is not the
 * one named stay as they are. Each row is found by its key alone; see `MessageWriterRepository`.
 */
const CLEAR: PreparedStatement = {
  name: 'clear-drafts',
  text: `
    WITH sent AS MATERIALIZED (
      SELECT d.user_id, d.id, row_number() OVER (PARTITION BY d.user_id ORDER BY d.id) AS position
      FROM json_to_recordset($1::json) AS s ("userId" uuid, id uuid, version bigint)
      JOIN LATERAL (SELECT * FROM drafts WHERE user_id = s."userId" AND id = s.id OFFSET 0) d
        ON d.version = s.version AND d.deleted_at IS NULL
    ), heads AS (
      UPDATE person_head h SET revision = h.revision + own.size
      FROM (SELECT user_id, count(*) AS size FROM sent GROUP BY 1) own
      WHERE h.user_id = ANY (ARRAY[own.user_id])
      RETURNING h.user_id, h.revision - own.size AS before
    ), gone AS MATERIALIZED (
      SELECT s.user_id, s.id, h.before + s.position AS version FROM sent s JOIN heads h ON h.user_id = s.user_id
    ), cleared AS (
      UPDATE drafts d SET body = '', reply_to_id = NULL, attachment_ids = '{}', version = gone.version,
        updated_at = now(), deleted_at = now()
      FROM gone WHERE d.user_id = ANY (ARRAY[gone.user_id]) AND d.id = ANY (ARRAY[gone.id])
    )
    INSERT INTO personal_changes AS c (user_id, kind, item_id, revision, changed_at, gone_at)
    SELECT user_id, 'draft', id, version, clock_timestamp(), now() FROM gone
    ON CONFLICT (user_id, kind, item_id) DO UPDATE
      SET revision = EXCLUDED.revision, changed_at = EXCLUDED.changed_at, gone_at = EXCLUDED.gone_at
    RETURNING c.user_id AS "userId", c.kind, c.item_id AS id, c.revision`,
};

export const DRAFT_STATEMENTS = [LOCK, CLEAR];

/** Removes drafts in the transaction of the messages that they have become. Costs nothing where no message names one. */
@Injectable()
export class DraftClearing {
  constructor(private readonly stream: PersonalStream) {}

  async lock(send: SendStatement, userIds: string[]): Promise<void> {
    if (userIds.length) await send(LOCK, [...new Set(userIds)]);
  }

  /** After `lock`, in the same transaction. @returns what to publish after the commit */
  clear(send: SendStatement, sent: ClearedDraft[]): Promise<PersonalKey[]> {
    const drafts = new Map(sent.map((draft) => [`${draft.userId} ${draft.id} ${draft.version}`, draft]));
    return drafts.size ? send<PersonalKey>(CLEAR, JSON.stringify([...drafts.values()])) : Promise.resolve([]);
  }

  /** Call it after the commit. Failures are logged, and made up for by the poll. */
  publish(cleared: PersonalKey[]): void {
    void this.stream.publish(cleared);
  }
}
