import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { appendFileSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../../../deploy/local/port.mjs';
import { preparePostgresFolder } from '../../../deploy/local/postgres-folder.mjs';
import { startPostgres } from '../../../deploy/local/postgres.mjs';
import { killWithThisProcess } from '../../../deploy/local/watchdog.mjs';
import { eventually } from '../../support/eventually.ts';

/** A PostgreSQL of its own on a folder that another one prepared. */
class PostgresServer {
  private child?: ChildProcess;

  constructor(
    private readonly folder: string,
    readonly port: number,
    private readonly password: string,
  ) {}

  get url(): string {
    return `postgres://parley:${this.password}@127.0.0.1:${this.port}/parley`;
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  /** @param settings as in postgresql.conf */
  async start(settings: Record<string, string> = {}): Promise<void> {
    const { home, as, native } = preparePostgresFolder(this.folder, () => undefined);
    const given = {
      port: String(this.port),
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      fsync: 'off',
      max_connections: '200', // as of the server that made the folder: a standby may not have fewer
      wal_retrieve_retry_interval: '200ms',
      ...settings,
    };
    const args = Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const log = openSync(join(home, 'log'), 'a');
    const child = spawn(join(native, 'bin/postgres'), ['-D', join(home, 'data'), ...args], {
      ...as,
      cwd: home,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
      detached: true,
      stdio: ['ignore', log, log],
    });
    const letGo = child.pid ? killWithThisProcess(child.pid, 'SIGQUIT', as) : () => undefined;
    child.once('exit', letGo);
    this.child = child;
    let reason = '';
    const answers = () =>
      this.query('SELECT 1').then(
        () => true,
        (error: unknown) => ((reason = String(error)), false),
      );
    await eventually(answers, 'PostgreSQL answers', 20_000).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${reason}\n${readFileSync(join(home, 'log'), 'utf8').slice(-2_000)}`);
    });
  }

  /** Like a power cut: no checkpoint, and nothing more is sent to standbys. */
  kill(): Promise<void> {
    return this.end('SIGQUIT');
  }

  stop(): Promise<void> {
    return this.end('SIGINT');
  }

  async query<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }
}

/** A primary and standbys of it, made by a cold copy, and failovers between them. */
export class PostgresPair {
  private generation = 0;

  private constructor(
    private readonly folder: string,
    readonly password: string,
    public primary: PostgresServer,
    public standby: PostgresServer,
  ) {}

  /**
   * @param folder that PostgreSQL, which is never root, can reach
   * @param prepare is given the URL of the database before the copy
   */
  static async start(folder: string, prepare: (url: string) => Promise<unknown>): Promise<PostgresPair> {
    const first = join(folder, 'p0');
    const made = await startPostgres({ dir: first, durable: false, superuser: true, say: () => undefined });
    const { password } = new URL(made.url);
    await prepare(made.url).finally(() => made.stop());
    const primary = new PostgresServer(first, await freePort(), password);
    const pair = new PostgresPair(folder, password, primary, primary);
    await pair.addStandby();
    await primary.start();
    await pair.standby.start();
    return pair;
  }

  /** The standby receives nothing from now on: it will lack what is committed. */
  async pauseReplication(): Promise<void> {
    await this.setPrimary(this.standby, '');
    await eventually(
      async () => (await this.standby.query('SELECT FROM pg_stat_wal_receiver')).length === 0,
      'the standby lags',
    );
  }

  /** From now on a commit is acknowledged once the standby has it, until the next failover. */
  async beSynchronous(): Promise<void> {
    await this.primary.query(`ALTER SYSTEM SET synchronous_standby_names = '*'`);
    await this.primary.query('SELECT pg_reload_conf()');
    await eventually(
      async () => (await this.primary.query(`SELECT FROM pg_stat_replication WHERE sync_state = 'sync'`)).length === 1,
      'the standby is synchronous',
    );
  }

  /** Waits until the standby has everything. */
  async caughtUp(): Promise<void> {
    const [row] = await this.primary.query<{ lsn: string }>('SELECT pg_current_wal_lsn()::text AS lsn');
    await eventually(async () => {
      const [reached] = await this.standby.query<{ yes: boolean }>(
        'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS yes',
        [row?.lsn],
      );
      return reached?.yes;
    }, 'the standby has everything');
  }

  /** The standby becomes the primary; the old one is gone. */
  async promote(): Promise<void> {
    await this.standby.query('SELECT pg_promote(true, 30)');
    this.primary = this.standby;
  }

  /** A new standby of the present primary, by a cold copy: the primary is stopped for it. */
  async renewStandby(): Promise<void> {
    await this.primary.stop();
    await this.addStandby();
    await this.primary.start();
    await this.standby.start();
  }

  async stop(): Promise<void> {
    await this.standby.stop();
    await this.primary.stop();
  }

  private async addStandby(): Promise<void> {
    // What is gone for good takes no space during twenty failovers.
    if (this.generation > 1) rmSync(join(this.folder, `p${this.generation - 2}`), { recursive: true });
    const folder = join(this.folder, `p${++this.generation}`);
    execFileSync('cp', ['-a', join(this.folder, `p${this.generation - 1}`), folder]);
    const standby = new PostgresServer(folder, await freePort(), this.password);
    writeFileSync(join(standby.data, 'standby.signal'), '');
    const primary = `host=127.0.0.1 port=${this.primary.port} user=parley password=${this.password}`;
    appendFileSync(join(standby.data, 'postgresql.auto.conf'), `primary_conninfo = '${primary}'\n`);
    this.standby = standby;
  }

  private async setPrimary(server: PostgresServer, address: string): Promise<void> {
    await server.query(`ALTER SYSTEM SET primary_conninfo = '${address}'`);
    await server.query('SELECT pg_reload_conf()');
  }
}

/** Milliseconds until something holds. */
export async function timeUntil(look: () => Promise<boolean>, what: string, limitMs: number): Promise<number> {
  const began = performance.now();
  await eventually(async () => (await look()) || (await delay(50), false), what, limitMs);
  return Math.round(performance.now() - began);
}
