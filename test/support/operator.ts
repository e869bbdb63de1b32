import pg from 'pg';
import { newName, eventually } from './member.ts';
import { runBuilt } from './built-server.ts';

export interface CommandResult {
  code: number | null;
  output: string;
}

/** Runs one command of `npm run admin`, as built, to its end. */
export async function runCommand(
  databaseUrl: string,
  args: string[],
  settings: Record<string, string> = {},
): Promise<CommandResult> {
  const process = runBuilt('command', databaseUrl, settings, args);
  await eventually(() => process.exitCode() !== null, `${args.join(' ')} ends`, 60_000);
  return { code: process.exitCode(), output: process.output() };
}

/** A database in which no migration has run. */
export async function emptyDatabase(): Promise<string> {
  const { TEST_DATABASE_URL = '' } = process.env;
  const name = newName('empty');
  await queryOnce(TEST_DATABASE_URL, `CREATE DATABASE ${name}`);
  return TEST_DATABASE_URL.replace(/postgres$/, name);
}

/** One statement on a connection of its own. */
export async function queryOnce<Row extends pg.QueryResultRow>(databaseUrl: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}
