import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { buildServer } from '../../../deploy/local/build.mjs';
import { migrate } from '../../../deploy/local/migrate.mjs';
import { freePort } from '../../../deploy/local/port.mjs';
import { withBuildLock } from '../../../deploy/local/build-lock.mjs';
import { root } from '../../../deploy/local/paths.mjs';
import { Histogram } from '../histogram.ts';
import { memoryOf, moveToGeneratorCore } from '../machine.ts';
import { parleySettings } from '../peers/parley-settings.ts';
import { startServer } from '../peers/server.ts';
import { type Question, questions } from './questions.ts';
import { ApiClient } from './api-client.ts';
import type { Size } from './size.ts';

/**
 * `npm run bench:growth`: what grows with the number of messages and of people. It asks a Parley on the database that
 * DATABASE_URL names, filled by `npm run seed` with the password and the key of the load tests, and puts every size
 * that was measured side by side.
 */
const SECONDS_PER_QUERY = 2;
const file = join(import.meta.dirname, '../results/growth.json');

const url = process.env.DATABASE_URL;
if (!url) {
  console.error('DATABASE_URL must name a database that npm run seed has filled');
  process.exit(2);
}
await withBuildLock(buildServer);
moveToGeneratorCore();
await migrate(url);
save(await measure(url));
console.log(`\n${table(read())}`);
process.exit();

async function measure(databaseUrl: string): Promise<Size> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const port = await freePort();
  const began = performance.now();
  const server = await startServer(join(root, 'dist/src/main.js'), port, parleySettings(databaseUrl, port));
  const startMs = performance.now() - began;
  const sizes = await client.query<{ messages: string; table: string; indexes: string }>(
    `SELECT (SELECT sum(last_seq) FROM room_head) AS messages, pg_table_size('messages') AS table, pg_indexes_size('messages') AS indexes`,
  );
  const [size] = sizes.rows;
  const people = await Promise.all(['person_1', 'person_2'].map((name) => ApiClient.signIn(port, name)));
  const rows: Size['rows'] = {};
  for (const question of await questions(client, people[0] as ApiClient, people[1] as ApiClient))
    rows[question.name] = await repeat(question);
  const memoryMb = memoryOf([server.pid]) / 2 ** 20;
  await server.stop();
  await client.end();
  return {
    messages: Number(size?.messages),
    at: new Date().toISOString(),
    rows,
    startMs,
    memoryMb,
    tableMb: Number(size?.table) / 2 ** 20,
    indexesMb: Number(size?.indexes) / 2 ** 20,
  };
}

/** Repeats a question for a while; the first answers fill caches and are not counted. */
async function repeat({ name, ask }: Question): Promise<Size['rows'][string]> {
  for (const end = performance.now() + 500; performance.now() < end;) await ask();
  const times = new Histogram();
  let rows = 0;
  const began = performance.now();
  for (let time = began; time < began + SECONDS_PER_QUERY * 1000 || times.count < 5;) {
    rows += await ask();
    const now = performance.now();
    times.add(now - time);
    time = now;
  }
  const perSecond = (times.count * 1000) / (performance.now() - began);
  const result = { p50: times.quantile(0.5), p99: times.quantile(0.99), perSecond, rows: rows / times.count };
  console.log(`${name}: p50 ${result.p50.toFixed(2)} p99 ${result.p99.toFixed(2)} ms, ${result.rows.toFixed(1)} rows`);
  return result;
}

function table(sizes: Size[]): string {
  const millions = ({ messages }: Size) => `${messages.toLocaleString('en-US')} messages`;
  const names = [...new Set(sizes.flatMap(({ rows }) => Object.keys(rows)))];
  const cells = (size: Size, name: string) => {
    const row = size.rows[name];
    return row ? `${row.p50.toFixed(2)} / ${row.p99.toFixed(2)}` : '–';
  };
  const whole = (number: number) => Math.round(number).toLocaleString('en-US');
  return [
    ['p50 / p99 ms', ...sizes.map(millions)],
    ['---', ...sizes.map(() => '---')],
    ...names.map((name) => [name, ...sizes.map((size) => cells(size, name))]),
    ['start of the server, ms', ...sizes.map(({ startMs }) => whole(startMs))],
    ['memory of the server, MB', ...sizes.map(({ memoryMb }) => whole(memoryMb))],
    [
      'messages: table + indexes, MB',
      ...sizes.map(({ tableMb, indexesMb }) => `${whole(tableMb)} + ${whole(indexesMb)}`),
    ],
  ]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

function read(): Size[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Size[]) : [];
}

function save(size: Size): void {
  const sizes = [...read().filter(({ messages }) => messages !== size.messages), size];
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(
    file,
    `${JSON.stringify(
      sizes.sort((a, b) => a.messages - b.messages),
      null,
      1,
    )}\n`,
  );
}
