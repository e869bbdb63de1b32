import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../../../deploy/local/port.mjs';
import { preparePostgresFolder } from '../../../deploy/local/postgres-folder.mjs';
import { startPostgres } from '../../../deploy/local/postgres.mjs';
import { killWithThisProcess } from '../../../deploy/local/watchdog.mjs';
import { eventually } from '../../support/eventually.ts';
import { requireProgram } from '../../support/services/debian-program.mjs';
import { MovableProxy } from './movable-proxy.ts';

/** What is called, and the packages of Debian. */
export const PROGRAMS = [
  ['patroni', 'patroni'],
  ['etcd', 'etcd-server'],
  ['pg_isready', 'postgresql-client'],
] as const;
const NODE_COUNT = 3;
const TIMEOUT_MS = 90_000;
/** Seconds; Patroni takes a dead primary's place after `ttl`. */
const TIMING = { ttl: 20, loop_wait: 1, retry_timeout: 3 };

interface PatroniNode {
  name: string;
  folder: string;
  port: number;
  restPort: number;
  /** The way of the standbys to it. */
  toPostgres: MovableProxy;
  child: ChildProcess;
}

/** PostgreSQL on three nodes that Debian's Patroni looks after, with an etcd. */
export class Patroni {
  private constructor(
    private readonly password: string,
    private readonly etcd: ChildProcess,
    private nodes: PatroniNode[],
  ) {}

  /**
   * @param folder that PostgreSQL can reach
   * @param prepare is given the URL of the database before it is copied to each node
   */
  static async start(folder: string, prepare: (url: string) => Promise<unknown>): Promise<Patroni> {
    const first = join(folder, 'n1');
    const made = await startPostgres({ dir: first, durable: false, superuser: true, say: () => undefined });
    await prepare(made.url).finally(() => made.stop());
    const { password } = new URL(made.url);
    for (let number = 2; number <= NODE_COUNT; number++) execFileSync('cp', ['-a', first, join(folder, `n${number}`)]);
    const etcd = await startEtcd(join(folder, 'etcd'));
    const patroni = new Patroni(password, etcd.child, []);
    try {
      for (let number = 1; number <= NODE_COUNT; number++) await patroni.addNode(folder, `n${number}`, etcd.port);
    } catch (error) {
      await patroni.stop();
      throw error;
    }
    return patroni;
  }

  /** As an operator names them all. */
  get url(): string {
    const hosts = this.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',');
    return `postgres://parley:${this.password}@${hosts}/parley?target_session_attrs=read-write`;
  }

  /** What the tests of PostgreSQL alone call so: the node that leads. */
  readonly primary = {
    query: async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> =>
      this.query<Row>(await this.leader(), sql, values),
  };

  async caughtUp(): Promise<void> {
    const [row] = await this.primary.query<{ lsn: string }>('SELECT pg_current_wal_lsn()::text AS lsn');
    const leader = await this.leader();
    for (const node of this.nodes.filter((other) => other !== leader))
      await eventually(
        async () => {
          // A former leader restarts as a standby.
          const rows = await this.query<{ yes: boolean }>(
            node,
            'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS yes',
            [row?.lsn],
          ).catch(() => []);
          return rows[0]?.yes;
        },
        `${node.name} has everything`,
        TIMEOUT_MS,
      );
  }

  /** `synchronous_mode`: nothing that was acknowledged may be lost. */
  async beSynchronous(): Promise<void> {
    await this.configure({ synchronous_mode: true });
    await this.standbysAre('synchronous');
    await this.leaderShows(`EXISTS (SELECT FROM pg_stat_replication WHERE sync_state = 'sync')`);
  }

  /** The standbys receive nothing from now on: they will lack what is committed. */
  async pauseReplication(): Promise<void> {
    await this.configure({ synchronous_mode: false });
    await this.standbysAre('asynchronous');
    await this.leaderShows(`current_setting('synchronous_standby_names') = ''`);
    (await this.leader()).toPostgres.goDumb();
  }

  /** A planned change of the leader. */
  async switchOver(): Promise<void> {
    const { name, restPort } = await this.leader();
    // It refuses until it knows that a standby is good for it.
    let answer = '';
    const isTaken = async () => {
      const response = await fetch(`http://127.0.0.1:${restPort}/switchover`, {
        method: 'POST',
        body: JSON.stringify({ leader: name }),
      });
      answer = await response.text();
      return response.ok || delay(500).then(() => false);
    };
    await eventually(isTaken, 'Patroni switches over', TIMEOUT_MS).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${answer}`);
    });
    await eventually(async () => (await this.leader()).name !== name, 'another node leads', TIMEOUT_MS);
    await this.leaderShows('NOT pg_is_in_recovery()');
  }

  /** The leader's machine loses its power; returns when another node leads. */
  async losePower(): Promise<void> {
    const leader = await this.leader();
    await powerOff(leader);
    this.nodes = this.nodes.filter((node) => node !== leader);
    await this.leaderShows('NOT pg_is_in_recovery()');
  }

  async stop(): Promise<void> {
    for (const node of this.nodes) await powerOff(node);
    await end(this.etcd, 'SIGKILL');
  }

  private async leader(): Promise<PatroniNode> {
    return eventually(
      async () => {
        const leads = await Promise.all(this.nodes.map(({ restPort }) => answers(restPort, 'primary')));
        return this.nodes.find((_, index) => leads[index]);
      },
      'a node leads',
      TIMEOUT_MS,
    );
  }

  private async leaderShows(condition: string): Promise<void> {
    const isSo = async () =>
      (await this.primary.query<{ yes: boolean }>(`SELECT ${condition} AS yes`).catch(() => []))[0]?.yes;
    await eventually(isSo, condition, TIMEOUT_MS);
  }

  /** Until Patroni has written down whether a standby is synchronous. */
  private async standbysAre(kind: 'synchronous' | 'asynchronous'): Promise<void> {
    const { restPort } = await this.leader();
    const isSo = async () => {
      const answer = await fetch(`http://127.0.0.1:${restPort}/cluster`);
      const { members } = (await answer.json()) as { members: { role: string }[] };
      const areSynchronous = members.some((member) => member.role === 'sync_standby');
      return areSynchronous === (kind === 'synchronous') || delay(200).then(() => false);
    };
    await eventually(isSo, `the standbys are ${kind}`, TIMEOUT_MS);
  }

  private async configure(change: object): Promise<void> {
    const { restPort } = await this.leader();
    const { ok } = await fetch(`http://127.0.0.1:${restPort}/config`, {
      method: 'PATCH',
      body: JSON.stringify(change),
    });
    if (!ok) throw new Error('Patroni takes no configuration');
  }

  private async query<Row extends pg.QueryResultRow>(
    { port }: PatroniNode,
    sql: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    const client = new pg.Client({ connectionString: `postgres://parley:${this.password}@127.0.0.1:${port}/parley` });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  private async addNode(parent: string, name: string, etcdPort: number): Promise<void> {
    const folder = join(parent, name);
    const { home, as, native } = preparePostgresFolder(folder, () => undefined);
    const [port, restPort] = [await freePort(), await freePort()];
    const toPostgres = await MovableProxy.open(port);
    const programs = programsFor(folder, native);
    const person = { username: 'parley', password: this.password };
    const settings = {
      scope: 'parley',
      name,
      restapi: { listen: `127.0.0.1:${restPort}`, connect_address: `127.0.0.1:${restPort}` },
      etcd3: { host: `127.0.0.1:${etcdPort}` },
      postgresql: {
        listen: `127.0.0.1:${port}`,
        connect_address: `127.0.0.1:${toPostgres.port}`,
        data_dir: join(home, 'data'),
        bin_dir: programs,
        pgpass: join(home, 'pgpass'),
        authentication: { superuser: person, replication: person },
        parameters: { unix_socket_directories: '', fsync: 'off', wal_retrieve_retry_interval: '200ms' },
      },
    };
    // YAML, of which JSON is a part.
    const file = join(home, 'patroni.yml');
    writeFileSync(file, JSON.stringify(settings));
    if (as.uid !== undefined) for (const each of [file, home]) chownSync(each, as.uid, as.gid ?? as.uid);
    const log = openSync(join(home, 'patroni.log'), 'a');
    const child = spawn(requireProgram('patroni', 'patroni'), [file], {
      ...as,
      cwd: home,
      env: { PATH: process.env.PATH, HOME: home, LC_ALL: 'C' },
      stdio: ['ignore', log, log],
    });
    if (child.pid) killWithThisProcess(child.pid, 'SIGTERM', as);
    const node = { name, folder: home, port, restPort, toPostgres, child };
    this.nodes.push(node);
    const role = this.nodes.length === 1 ? 'primary' : 'replica';
    await eventually(() => answers(restPort, role), `${name} is ${role}`, TIMEOUT_MS).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${readFileSync(join(home, 'patroni.log'), 'utf8').slice(-4_000)}`);
    });
  }
}

/** The embedded PostgreSQL has not all programs that Patroni calls. */
function programsFor(folder: string, native: string): string {
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  for (const name of ['postgres', 'pg_ctl', 'initdb']) symlinkSync(join(native, 'bin', name), join(programs, name));
  symlinkSync(requireProgram('pg_isready', 'postgresql-client'), join(programs, 'pg_isready'));
  copyFileSync(join(import.meta.dirname, 'pg_controldata.py'), join(programs, 'pg_controldata'));
  return programs;
}

async function startEtcd(folder: string): Promise<{ child: ChildProcess; port: number }> {
  const [port, peerPort] = [await freePort(), await freePort()];
  const [clients, peers] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
  const args = {
    'data-dir': folder,
    'listen-client-urls': clients,
    'advertise-client-urls': clients,
    'listen-peer-urls': peers,
    'initial-advertise-peer-urls': peers,
    'initial-cluster': `default=${peers}`,
  };
  const given = Object.entries(args).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(requireProgram('etcd', 'etcd-server'), given, { stdio: 'ignore' });
  if (child.pid) killWithThisProcess(child.pid, 'SIGKILL', {});
  // What a new cluster is given at its bootstrap; this one has its data already.
  const settings = {
    ...TIMING,
    maximum_lag_on_failover: 2 ** 30,
    postgresql: { parameters: { max_connections: 200 } },
  };
  const put = { key: base64('/service/parley/config'), value: base64(JSON.stringify(settings)) };
  const isSet = () =>
    fetch(`${clients}/v3/kv/put`, { method: 'POST', body: JSON.stringify(put) }).then(
      ({ ok }) => ok,
      () => false,
    );
  await eventually(isSet, 'etcd answers', TIMEOUT_MS);
  return { child, port };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Whether a node is of this role. */
const answers = (restPort: number, role: 'primary' | 'replica'): Promise<boolean> =>
  fetch(`http://127.0.0.1:${restPort}/${role}`).then(
    ({ ok }) => ok,
    () => false,
  );

/** No checkpoint, nothing more is sent to standbys, and Patroni gives nothing back. */
async function powerOff({ child, folder, toPostgres }: PatroniNode): Promise<void> {
  await toPostgres.close();
  await end(child, 'SIGKILL');
  const file = join(folder, 'data/postmaster.pid');
  if (!existsSync(file)) return;
  const postmaster = Number(readFileSync(file, 'utf8').split('\n')[0]);
  process.kill(postmaster, 'SIGQUIT');
  const isGone = () => {
    try {
      process.kill(postmaster, 0);
      return false;
    } catch {
      return true;
    }
  };
  await eventually(isGone, 'PostgreSQL has ended', TIMEOUT_MS);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}
