import type { PreparedStatement, SendStatement } from '../../common/database/pipeline.ts';
import type { PollRow } from '../../timeline/poll.view.ts';
import type { NewPoll } from '../polls/polls.dto.ts';

/** A poll, and the message that asks it. */
export interface NumberedPoll {
  roomId: string;
  seq: number;
  poll: NewPoll;
}

/** Polls that were just created, by room and seq. */
export type CreatedPolls = ReadonlyMap<string, ReadonlyMap<number, PollRow>>;

interface CreatedOption {
  roomId: string;
  seq: number;
  id: string;
  text: string;
  position: number;
}

/** Messages, which the same transaction has just written, are found by their key. */
const CREATE: PreparedStatement = {
  name: 'create-polls',
  text: `
    WITH new AS MATERIALIZED (
      SELECT p.*, m.id AS "messageId"
      FROM json_to_recordset($1::json) AS p ("roomId" uuid, seq bigint, most smallint, names text, results text,
        adding boolean, "closesAt" timestamptz, options text[])
      JOIN LATERAL (
        SELECT id, room_id, seq FROM messages
        WHERE (room_id, seq) >= (p."roomId", p.seq) ORDER BY room_id, seq LIMIT 1
      ) m ON m.room_id = p."roomId" AND m.seq = p.seq
    ), created AS (
      INSERT INTO polls (message_id, most, names, results, adding, closes_at)
      SELECT "messageId", most, names, results, adding, "closesAt" FROM new
    ), options AS (
      SELECT new."messageId", new."roomId", new.seq, option.text, option.position, uuidv7() AS id
      FROM new CROSS JOIN unnest(new.options) WITH ORDINALITY AS option (text, position)
    ), written AS (
      INSERT INTO poll_options (id, message_id, position, text) SELECT id, "messageId", position, text FROM options
    )
    SELECT "roomId", seq, id, text, position FROM options ORDER BY "roomId", seq, position`,
};

/** After the messages were written, in the same transaction. Costs nothing when no message has a poll. */
export async function createPolls(send: SendStatement, polls: NumberedPoll[]): Promise<CreatedPolls> {
  if (!polls.length) return new Map();
  const rows = polls.map(({ roomId, seq, poll }) => ({ roomId, seq, ...settingsOf(poll), options: poll.options }));
  const options = await send<CreatedOption>(CREATE, JSON.stringify(rows));
  const created = new Map<string, Map<number, PollRow>>();
  for (const { roomId, seq, poll } of polls) {
    const own = options.filter((option) => option.roomId === roomId && option.seq === seq);
    const row = {
      ...settingsOf(poll),
      closedAt: null,
      voters: 0,
      options: own.map(({ id, text }) => ({ id, text, votes: 0, voterIds: null })),
    };
    created.set(roomId, (created.get(roomId) ?? new Map<number, PollRow>()).set(seq, row));
  }
  return created;
}

const settingsOf = ({ most = 1, names = 'shown', results = 'always', adding = false, closesAt = null }: NewPoll) => ({
  most,
  names,
  results,
  adding,
  closesAt,
});
