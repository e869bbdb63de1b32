/** A message of a room in PostgreSQL. */
export interface StoredMessage {
  id: string;
  seq: number;
  clientId: string | null;
  authorId: string | null;
}

/** The events and the final state of one client. */
export interface ClientView {
  username: string;
  /** Appended to its list, in this order. */
  log: { id: string; seq: number }[];
  /** The final list; empty if the client has left. */
  final: { id: string; seq: number }[];
  /** The seq of its own `member_left` notice, if it has left. */
  leftAt: number | null;
}

/** All facts about a room after a drill. */
export interface DrillHistory {
  rows: StoredMessage[];
  /** Acknowledged messages by clientId. */
  acked: Map<string, { id: string; seq: number }>;
  /** Queued in an outbox and never acknowledged. */
  unacknowledged: string[];
  views: ClientView[];
}

/** The broken promises, each with the client; empty when there are none. */
export function violations({ rows, acked, unacknowledged: unsettled, views }: DrillHistory): string[] {
  return [
    ...unsettled.map((clientId) => `never settled: ${clientId}`),
    ...rows.flatMap(({ seq }, index) => (seq === index + 1 ? [] : [`numbers: ${seq} stands at ${index + 1}`])),
    ...duplicates(rows),
    ...lostMessages(rows, acked),
    ...views.flatMap((view) => [...orderViolations(view), ...afterLeaving(view), ...divergences(view, rows)]),
  ];
}

function duplicates(rows: readonly StoredMessage[]): string[] {
  const counts = Map.groupBy(rows, ({ authorId, clientId }) => clientId && `${authorId ?? ''} ${clientId}`);
  return [...counts].flatMap(([key, { length }]) => (key && length > 1 ? [`doubled: ${key}, ${length} times`] : []));
}

function lostMessages(rows: readonly StoredMessage[], acked: DrillHistory['acked']): string[] {
  const stored = new Map(rows.map((row) => [row.clientId, row]));
  return [...acked].flatMap(([clientId, { id, seq }]) => {
    const row = stored.get(clientId);
    if (!row) return [`lost: ${clientId}`];
    return row.id === id && row.seq === seq ? [] : [`acknowledged as another: ${clientId}`];
  });
}

function orderViolations({ username: who, log }: ClientView): string[] {
  return log.flatMap(({ seq }, index) => {
    const before = log[index - 1];
    return !before || seq === before.seq + 1 ? [] : [`order: ${who} saw ${seq} after ${before.seq}`];
  });
}

function afterLeaving({ username: who, log, leftAt }: ClientView): string[] {
  return log.flatMap(({ seq }) => (leftAt !== null && seq > leftAt ? [`after leaving: ${who} saw ${seq}`] : []));
}

function divergences({ username: who, final, leftAt }: ClientView, rows: readonly StoredMessage[]): string[] {
  if (leftAt !== null) return final.length ? [`after leaving: ${who} still shows ${final.length}`] : [];
  const expected = rows.slice((final[0]?.seq ?? 1) - 1);
  const same = final.length > 0 && final.length === expected.length;
  const first = same ? expected.find(({ id }, index) => final[index]?.id !== id) : { seq: 'the length' };
  return first ? [`differs: ${who} at ${first.seq}`] : [];
}
