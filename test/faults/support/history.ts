/** One row of a room, as PostgreSQL has it. */
export interface Row {
  id: string;
  seq: number;
  clientId: string | null;
  authorId: string | null;
}

/** What one client was told and what it showed. */
export interface View {
  who: string;
  /** Appended to its list, in this order. */
  log: { id: string; seq: number }[];
  /** What it shows at the end; nothing, if it has left. */
  final: { id: string; seq: number }[];
  /** The number of its own farewell, if it has left. */
  leftAt: number | null;
}

/** Everything that is known about a room after a drill. */
export interface History {
  rows: Row[];
  /** By the client's own id of each message. */
  acked: Map<string, { id: string; seq: number }>;
  /** Given to an outbox and never acknowledged. */
  unsettled: string[];
  views: View[];
}

/** What is promised, and by whom it was broken; empty when nothing was. */
export function broken({ rows, acked, unsettled, views }: History): string[] {
  return [
    ...unsettled.map((clientId) => `never settled: ${clientId}`),
    ...rows.flatMap(({ seq }, index) => (seq === index + 1 ? [] : [`numbers: ${seq} stands at ${index + 1}`])),
    ...doubled(rows),
    ...lost(rows, acked),
    ...views.flatMap((view) => [...disordered(view), ...afterLeaving(view), ...different(view, rows)]),
  ];
}

function doubled(rows: readonly Row[]): string[] {
  const counts = Map.groupBy(rows, ({ authorId, clientId }) => clientId && `${authorId ?? ''} ${clientId}`);
  return [...counts].flatMap(([key, { length }]) => (key && length > 1 ? [`doubled: ${key}, ${length} times`] : []));
}

function lost(rows: readonly Row[], acked: History['acked']): string[] {
  const stored = new Map(rows.map((row) => [row.clientId, row]));
  return [...acked].flatMap(([clientId, { id, seq }]) => {
    const row = stored.get(clientId);
    if (!row) return [`lost: ${clientId}`];
    return row.id === id && row.seq === seq ? [] : [`acknowledged as another: ${clientId}`];
  });
}

function disordered({ who, log }: View): string[] {
  return log.flatMap(({ seq }, index) => {
    const before = log[index - 1];
    return !before || seq === before.seq + 1 ? [] : [`order: ${who} saw ${seq} after ${before.seq}`];
  });
}

function afterLeaving({ who, log, leftAt }: View): string[] {
  return log.flatMap(({ seq }) => (leftAt !== null && seq > leftAt ? [`after leaving: ${who} saw ${seq}`] : []));
}

function different({ who, final, leftAt }: View, rows: readonly Row[]): string[] {
  if (leftAt !== null) return final.length ? [`after leaving: ${who} still shows ${final.length}`] : [];
  const expected = rows.slice((final[0]?.seq ?? 1) - 1);
  const same = final.length > 0 && final.length === expected.length;
  const first = same ? expected.find(({ id }, index) => final[index]?.id !== id) : { seq: 'the length' };
  return first ? [`differs: ${who} at ${first.seq}`] : [];
}
