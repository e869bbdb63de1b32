import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from } from 'pg-copy-streams';

export type Row = (string | number | null | undefined)[];

/** Rows sent in a chunk: fewer, larger chunks cost less. */
const ROWS_PER_CHUNK = 2000;

/** Writes rows by COPY, the fastest way into a table. @returns how many */
export async function copy(client: pg.Client, table: string, columns: string, rows: Iterable<Row>): Promise<number> {
  const stream = client.query(from(`COPY ${table} (${columns}) FROM STDIN`));
  await pipeline(Readable.from(pieces(rows)), stream);
  return stream.rowCount;
}

function* pieces(rows: Iterable<Row>): Generator<string> {
  let piece = '';
  let count = 0;
  for (const row of rows) {
    piece += `${row.map(field).join('\t')}\n`;
    if (++count % ROWS_PER_CHUNK) continue;
    yield piece;
    piece = '';
  }
  if (piece) yield piece;
}

/** COPY's text format: a backslash quotes, and is itself quoted. */
const field = (value: Row[number]): string => {
  if (value === null || value === undefined) return '\\N';
  const text = String(value);
  return /[\\\t\n\r]/.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
    : text;
};
