import { limits } from '../shared/limits.ts';
import type { OwnPoll, Poll, PollOption } from './poll.dto.ts';

/** A poll with everything that is known of it. What of it is served is decided below, and nowhere else. */
export interface PollRow extends Pick<Poll, 'most' | 'names' | 'results' | 'adding' | 'voters'> {
  options: PollOptionRow[];
  closesAt: string | null;
  closedAt: string | null;
}

export interface PollOptionRow {
  id: string;
  text: string;
  votes: number;
  /** In the order of their votes; null: none. */
  voterIds: string[] | null;
}

/** The `PollRow` of a message as JSON; null for a message without a poll. */
export const pollOf = (messageId: string): string => `(
  SELECT json_build_object('most', p.most, 'names', p.names, 'results', p.results, 'adding', p.adding,
    'closesAt', p.closes_at, 'closedAt', p.closed_at,
    'voters', (SELECT count(DISTINCT v.user_id) FROM poll_votes v WHERE v.message_id = p.message_id),
    'options', (
      SELECT json_agg(json_build_object('id', o.id, 'text', o.text, 'votes', coalesce(c.votes, 0), 'voterIds', c.voters)
        ORDER BY o.position)
      FROM poll_options o LEFT JOIN (
        SELECT v.option_id, count(*) AS votes, json_agg(v.user_id ORDER BY v.voted_at, v.user_id) AS voters
        FROM poll_votes v WHERE v.message_id = p.message_id GROUP BY v.option_id) c ON c.option_id = o.id
      WHERE o.message_id = p.message_id))
  FROM polls p WHERE p.message_id = ${messageId})`;

/** The poll of a message as every member sees it: without names that are hidden, and results that are not for everybody. */
export const pollView = (row: PollRow, question: string): Poll =>
  view(row, question, { results: row.results === 'always' || row.closedAt !== null, maxNamed: limits.namedVoters });

/** The poll as a person sees it who asks for it alone. */
export function ownPollView(row: PollRow, question: string, userId: string): OwnPoll {
  const mine = row.options.filter(({ voterIds }) => voterIds?.includes(userId)).map(({ id }) => id);
  const results = row.results === 'always' || row.closedAt !== null || (row.results === 'voted' && mine.length > 0);
  return { ...view(row, question, { results, maxNamed: Infinity }), mine };
}

/** What is left of a poll for its author who may not read the room: nothing that others have chosen. */
export const withoutVotes = (poll: Poll): Poll => ({
  ...poll,
  options: poll.options.map((option) => ({ ...option, votes: null, voterIds: null })),
  voters: 0,
});

function view(row: PollRow, question: string, shown: { results: boolean; maxNamed: number }): Poll {
  const names = shown.results && row.names === 'shown' && row.voters <= shown.maxNamed;
  const optionOf = ({ id, text, votes, voterIds }: PollOptionRow): PollOption => ({
    id,
    text,
    votes: shown.results ? votes : null,
    voterIds: names ? (voterIds ?? []) : null,
  });
  return {
    question,
    options: row.options.map(optionOf),
    most: row.most,
    names: row.names,
    results: row.results,
    adding: row.adding,
    closesAt: timeOf(row.closesAt),
    closedAt: timeOf(row.closedAt),
    voters: row.voters,
  };
}

const timeOf = (time: string | null): string | null => (time === null ? null : new Date(time).toISOString());
