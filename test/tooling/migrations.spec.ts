import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { MigrationInterface } from 'typeorm';
import { statementsOf, withoutFunctionBodies } from '../../src/operations/recorded-statements.ts';

const FOLDER = join(import.meta.dirname, '../../migrations');
/** The last migration of 0.1.0: those up to here have run, and stay as they are. */
const LAST_RELEASED = 1763754000000;
/** Tables that stay small: whatever locks them is done at once. */
const SMALL = ['registrations', 'begun_uploads', 'discarded_files', 'signing_keys', 'password_resets', 'migrations'];

/** What keeps writers out for as long as it looks at a whole table, and the step that does the same online. */
const BLOCKING: [pattern: RegExp, instead: string][] = [
  [/\bCREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)(?:IF NOT EXISTS\s+)?\w+\s+ON\s+(\w+)/i, 'createIndex'],
  [/\bREINDEX\s+(?:INDEX|TABLE)\s+(?!CONCURRENTLY)(\w+)/i, 'rebuildIndex'],
  [/\bALTER\s+TABLE\s+(\w+)(?=[\s\S]*\bFOREIGN\s+KEY\b)(?![\s\S]*\bNOT\s+VALID\b)/i, 'addForeignKey'],
  [
    /\bALTER\s+TABLE\s+(\w+)(?=[\s\S]*\bADD\s+(?:CONSTRAINT\s+\w+\s+)?(?:CHECK|UNIQUE|PRIMARY|EXCLUDE)\b)(?![\s\S]*\b(?:NOT\s+VALID|USING\s+INDEX)\b)/i,
    'NOT VALID and VALIDATE, or createIndex and USING INDEX',
  ],
  [/\bALTER\s+TABLE\s+(\w+)(?=[\s\S]*\bALTER\s+(?:COLUMN\s+)?\w+\s+(?:SET\s+DATA\s+)?TYPE\b)/i, 'a new column'],
  [/\bALTER\s+TABLE\s+(\w+)(?=[\s\S]*\bALTER\s+(?:COLUMN\s+)?\w+\s+SET\s+NOT\s+NULL\b)/i, 'setNotNull'],
  [
    /\bALTER\s+TABLE\s+(\w+)(?=[\s\S]*\bADD\s+COLUMN\b[\s\S]*(?:\bSTORED\b|\bREFERENCES\b|\bDEFAULT\s+(?:uuidv7|gen_random_uuid|random|clock_timestamp|nextval)\b))/i,
    'a column without it, then addForeignKey or updateInBatches',
  ],
  [
    /\b(?:UPDATE|DELETE\s+FROM)\s+(?!(?:OF|OR|ON|SET)\b)(\w+)(?![\s\S]*\bLIMIT\b)(?![\s\S]*\bWHERE\s+\w*\.?id\s*=\s*\$1)/i,
    'updateInBatches or repeatInBatches',
  ],
  [/\b(?:CLUSTER|VACUUM\s+FULL)\s+(\w+)/i, 'nothing: it cannot be done online'],
];

/** Faults of the statements of one migration, as the steps of `online-migration.ts` would not make them. */
function faultsOf(statements: string[]): string[] {
  const made = new Set(
    statements.flatMap(
      (statement) => /CREATE\s+(?:UNLOGGED\s+)?TABLE\s+(?:IF NOT EXISTS\s+)?(\w+)/i.exec(statement)?.[1] ?? [],
    ),
  );
  return statements.flatMap((statement) =>
    BLOCKING.flatMap(([pattern, instead]) => {
      const table = pattern.exec(withoutFunctionBodies(statement))?.[1];
      if (!table || made.has(table) || SMALL.includes(table)) return [];
      return [`${statement.trim().replace(/\s+/g, ' ').slice(0, 80)}: use ${instead}`];
    }),
  );
}

describe('migrations', () => {
  test('since 0.1.0 leave large tables readable and writable', async () => {
    const files = readdirSync(FOLDER).filter((name) => Number(name.split('-')[0]) > LAST_RELEASED);
    expect(files.length).toBeGreaterThan(10);
    const faults: string[] = [];
    for (const file of files) {
      const module = (await import(join(FOLDER, file))) as object;
      for (const migration of Object.values(module) as (new () => MigrationInterface)[])
        faults.push(...faultsOf(await statementsOf(new migration())).map((fault) => `${file}: ${fault}`));
    }
    expect(faults).toEqual([]);
  });

  test.each([
    ['CREATE INDEX a ON messages (id)', 'createIndex'],
    ['create unique index if not exists a\n on messages (id)', 'createIndex'],
    ['REINDEX INDEX messages_parts', 'rebuildIndex'],
    ['ALTER TABLE messages ADD CONSTRAINT a FOREIGN KEY (b) REFERENCES users', 'addForeignKey'],
    ['ALTER TABLE messages ADD CONSTRAINT a CHECK (b > 0)', 'NOT VALID'],
    ['ALTER TABLE messages ADD UNIQUE (b)', 'USING INDEX'],
    ['ALTER TABLE messages ALTER COLUMN body TYPE varchar', 'a new column'],
    ['ALTER TABLE messages ALTER body SET NOT NULL', 'setNotNull'],
    ['ALTER TABLE messages ADD COLUMN a uuid DEFAULT gen_random_uuid()', 'a column without it'],
    ['ALTER TABLE messages ADD COLUMN a uuid REFERENCES users', 'a column without it'],
    ['UPDATE messages SET a = 1', 'updateInBatches'],
    ['DELETE FROM message_edits WHERE revision > 3', 'repeatInBatches'],
  ])('are refused where they would not: %s', (statement, instead) => {
    expect(faultsOf([statement])).toEqual([expect.stringContaining(instead)]);
  });

  test.each([
    ['an index without a lock', ['CREATE INDEX CONCURRENTLY a ON messages (id)']],
    ['a table that is new', ['CREATE TABLE a (b int)', 'CREATE INDEX c ON a (b)', 'UPDATE a SET b = 1']],
    ['a column with a constant', ["ALTER TABLE messages ADD COLUMN a text NOT NULL DEFAULT ''"]],
    ['a function that will change rows', ['CREATE FUNCTION f() AS $$ BEGIN UPDATE messages SET a = 1; END $$']],
    [
      'a key that looks at no row',
      ['ALTER TABLE messages ADD CONSTRAINT a FOREIGN KEY (b) REFERENCES users NOT VALID'],
    ],
  ])('are taken: %s', (_what, statements) => {
    expect(faultsOf(statements)).toEqual([]);
  });
});
