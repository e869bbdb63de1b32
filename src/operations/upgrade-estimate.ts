import { withoutFunctionBodies } from './recorded-statements.ts';

export interface TableSize {
  name: string;
  indexes: string[];
  rows: number;
  bytes: number;
}

/** Per row of a table, as measured with 1,000,000 messages on two cores (see docs/operations/upgrade.md). */
const MICROSECONDS_PER_ROW = { trigrams: 180, index: 6, write: 60, read: 2, nothing: 0 };

/** The tables that a statement names, itself or by an index, of those that are there. */
export function tablesIn(statement: string, tables: TableSize[]): TableSize[] {
  const words = new Set(withoutFunctionBodies(statement).match(/\w+/g));
  return tables.filter(({ name, indexes }) => [name, ...indexes].some((known) => words.has(known)));
}

/** About how long a statement takes: by the rows of the tables that it looks at or changes as a whole. */
export function secondsOf(statement: string, tables: TableSize[]): number {
  const microseconds = MICROSECONDS_PER_ROW[workOf(withoutFunctionBodies(statement))];
  return tablesIn(statement, tables).reduce((sum, { rows }) => sum + (rows * microseconds) / 1_000_000, 0);
}

function workOf(statement: string): keyof typeof MICROSECONDS_PER_ROW {
  if (/REINDEX|CREATE [^(]*INDEX[\s\S]*USING gin/i.test(statement)) return 'trigrams';
  if (/CREATE (UNIQUE )?INDEX/i.test(statement)) return 'index';
  if (/^\s*(CREATE|DROP|SET|RESET)\b|^\s*ALTER (?![\s\S]*VALIDATE)/i.test(statement)) return 'nothing';
  return /\b(UPDATE|DELETE) \w/i.test(statement) ? 'write' : 'read';
}
