/** A message of a room in PostgreSQL, with its words: `message 1`, `message 2` … of each author. */
export interface StoredWords {
  id: string;
  seq: number;
  clientId: string | null;
  authorId: string | null;
  body: string;
}

/** All facts about a room after a failover. */
export interface FailoverHistory {
  rows: readonly StoredWords[];
  /** The clientIds of all acknowledged messages, also of those that a failover has lost. */
  acked: readonly string[];
  /** Written and not acknowledged in the end. */
  unacknowledged: readonly string[];
  /** The lists of all clients, and the number of the message that each begins at. */
  lists: readonly { username: string; from: number; ids: readonly string[] }[];
}

/** The broken promises; empty when there are none. */
export function violations({ rows, acked, unacknowledged, lists }: FailoverHistory): string[] {
  const stored = new Set(rows.map(({ clientId }) => clientId));
  return [
    ...unacknowledged.map((clientId) => `never settled: ${clientId}`),
    ...acked.filter((clientId) => !stored.has(clientId)).map((clientId) => `lost: ${clientId}`),
    ...rows.flatMap(({ seq }, index) => (seq === index + 1 ? [] : [`numbers: ${seq} stands at ${index + 1}`])),
    ...[...Map.groupBy(rows, ({ authorId }) => authorId)].flatMap(([author, words]) =>
      author === null ? [] : [...doubled(author, words), ...reordered(author, words)],
    ),
    ...lists.flatMap((list) => differs(list, rows)),
  ];
}

function doubled(author: string, words: readonly StoredWords[]): string[] {
  const said = words.flatMap(({ clientId, body }) => (clientId === null ? [] : [body]));
  const repeated = said.filter((body, index) => said.indexOf(body) !== index);
  return repeated.map((body) => `doubled: ${author}, ${body}`);
}

function reordered(author: string, words: readonly StoredWords[]): string[] {
  const numbers = words.flatMap(({ clientId, body }) => (clientId === null ? [] : Number(body.split(' ').at(-1))));
  return numbers.flatMap((number, index) => {
    const before = numbers[index - 1] ?? -1;
    return number >= before ? [] : [`order: ${author}, ${number} after ${before}`];
  });
}

function differs({ username, from, ids }: FailoverHistory['lists'][0], rows: readonly StoredWords[]): string[] {
  const visible = rows.slice(from - 1);
  const length = Math.max(ids.length, visible.length);
  const at = Array.from({ length }, (_, index) => index).find((index) => ids[index] !== visible[index]?.id);
  return at === undefined ? [] : [`differs: ${username} at ${at + from} of ${rows.length}, shows ${ids.length}`];
}
