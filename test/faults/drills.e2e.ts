import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { eventually } from '../support/member.ts';
import { Cluster } from './support/cluster.ts';
import { VirtualUsers, type DrillResult } from './support/virtual-users.ts';
import { violations, type DrillHistory } from './support/history-checker.ts';
import { loseAnswerAfterCommit, pauseAtCommit, createCommitHook } from './support/commit-hooks.ts';

/** `npm run test:faults`; without it the short form. */
const isFullRun = process.env.FAULTS === 'all';
const USER_COUNT = isFullRun ? 20 : 8;

const results: DrillResult[] = [];
const skipped: string[] = [];

/** A folder that PostgreSQL, which is never root, can reach. */
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'parley-faults-'));
  chmodSync(path, 0o711);
  return path;
}

describe('two nodes under constant traffic', () => {
  const home = folder();
  let cluster: Cluster;
  let crowd: VirtualUsers;
  let last: DrillHistory;

  beforeAll(async () => {
    cluster = await Cluster.start(join(home, 'postgres'));
    await createCommitHook(cluster);
    crowd = await VirtualUsers.create(cluster, USER_COUNT);
  }, 120_000);

  afterAll(async () => {
    await crowd.stop();
    await cluster.end();
    rmSync(home, { recursive: true, force: true });
    report();
  }, 60_000);

  async function drill(name: string, happens: (room: Room) => Promise<void>): Promise<void> {
    const { result, history } = await crowd.drill(name, happens);
    results.push(result);
    last = history;
    expect(result.violations).toEqual([]);
    expect(result.acked).toBeGreaterThan(USER_COUNT * 3);
  }

  const inShort = (name: string, happens: (room: Room) => Promise<void>) =>
    test(name, () => drill(name, happens), 180_000);
  const inFull = isFullRun ? inShort : () => undefined;

  inShort('nothing at all', () => delay(1_000));

  test('is noticed to lose, duplicate, reorder, omit and leak', () => {
    const spoilt: [RegExp, (history: DrillHistory) => void][] = [
      [
        /^lost/,
        ({ rows, acked }) =>
          rows.splice(
            rows.findIndex(({ clientId }) => acked.has(clientId ?? '')),
            1,
          ),
      ],
      [
        /^doubled/,
        ({ rows }) =>
          rows.push({
            ...rows.at(-1),
            clientId: rows.find((row) => row.clientId)?.clientId,
            authorId: rows.find((row) => row.clientId)?.authorId,
          } as DrillHistory['rows'][0]),
      ],
      [/^order/, ({ views }) => views[0]?.log.splice(2, 2, ...(views[0]?.log.slice(2, 4).reverse() ?? []))],
      [/^order/, ({ views }) => views[0]?.log.splice(3, 1)],
      [/^differs/, ({ views }) => views[0]?.final.splice(-2, 1)],
      [/^after leaving/, ({ views, rows }) => views.at(-1)?.log.push(...rows.slice(-1))],
    ];
    for (const [complaint, spoil] of spoilt) {
      const history = structuredClone(last);
      spoil(history);
      expect(violations(history)).toContainEqual(expect.stringMatching(complaint));
    }
  });

  inShort('kill -9 of a node between claim and commit', async () => {
    const [node] = cluster.nodes;
    const commit = await pauseAtCommit(cluster, node);
    await node.stop('SIGKILL');
    await commit.go();
    await delay(2_000);
    await node.restart();
  });

  inShort('kill -9 of a node between commit and acknowledgement', async ({ id }) => {
    const [node] = cluster.nodes;
    await loseAnswerAfterCommit(cluster, node, id);
    await node.stop('SIGKILL');
    node.toPostgres.cut();
    node.toPostgres.release();
    await delay(2_000);
    await node.restart();
  });

  inShort('kill -9 of a node between acknowledgement and publishing', async () => {
    const [node] = cluster.nodes;
    node.toRedis.hold('questions');
    await crowd.allAcknowledged();
    await node.stop('SIGKILL');
    node.toRedis.cut();
    node.toRedis.release();
    await delay(2_000);
    await node.restart();
  });

  inShort('power cut of PostgreSQL', async () => {
    await cluster.crashPostgres();
    await delay(2_000);
    await cluster.restartPostgres();
  });

  inShort('kill -9 of Redis', async () => {
    await cluster.crashRedis();
    await delay(5_000);
    await cluster.restartRedis();
  });

  inFull('Redis forgets everything', async () => {
    const redis = new Redis({ port: cluster.redisPort, host: '127.0.0.1' });
    for (let times = 0; times < 10; times++) {
      await redis.flushall();
      await delay(300);
    }
    await redis.quit();
  });

  inFull('100 connections cut each second', async () => {
    for (let times = 0; times < 40; times++) {
      cluster.proxy.cut(10 / USER_COUNT);
      await delay(100);
    }
  });

  inFull('acknowledgements get lost', async () => {
    cluster.proxy.loseAcks(true);
    await delay(5_000);
    cluster.proxy.loseAcks(false);
  });

  inFull('a quarter of the clients stop reading', async () => {
    cluster.proxy.stall(0.25);
    await delay(6_000);
    cluster.proxy.release();
  });

  inFull('one node after the other restarts', async () => {
    for (const node of cluster.nodes) {
      expect(await node.stop('SIGTERM')).toBe(0);
      await node.restart();
      await cluster.ready();
    }
  });

  inFull('the clock of one node is an hour ahead', async () => {
    const library = ['x86_64', 'aarch64']
      .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
      .find(existsSync);
    if (!library) {
      skipped.push('the clock of one node is an hour ahead: libfaketime is not here (apt-get install libfaketime)');
      return;
    }
    const [, node] = cluster.nodes;
    await node.stop('SIGTERM');
    await node.restart({ LD_PRELOAD: library, FAKETIME: '+1h', FAKETIME_DONT_FAKE_MONOTONIC: '1' });
    await delay(5_000);
    await node.stop('SIGTERM');
    await node.restart();
  });
});

(isFullRun ? describe : describe.skip)('a disk that is full', () => {
  const home = folder();
  let cluster: Cluster;
  let crowd: VirtualUsers;
  let mounted = false;

  beforeAll(async () => {
    mounted = mount(home);
    if (!mounted) return;
    cluster = await Cluster.start(join(home, 'postgres'));
    crowd = await VirtualUsers.create(cluster, 6);
  }, 120_000);

  afterAll(async () => {
    if (mounted) {
      await crowd.stop();
      await cluster.end();
      execFileSync('umount', [home]);
    }
    rmSync(home, { recursive: true, force: true });
    report();
  }, 60_000);

  test('loses nothing', async () => {
    if (!mounted) {
      skipped.push('the disk of PostgreSQL is full: no small disk may be mounted here');
      return;
    }
    const { result } = await crowd.drill('the disk of PostgreSQL is full', async ({ id }) => {
      const { bavail, bsize } = statfsSync(home);
      writeFileSync(join(home, 'filler'), Buffer.alloc(bavail * bsize));
      let before = -1;
      const stands = async () => {
        const [row] = await cluster.query<{ seq: number }>(
          'SELECT last_seq::int AS seq FROM room_head WHERE room_id = $1',
          [id],
        );
        const stood = row?.seq === before;
        before = row?.seq ?? 0;
        return stood || (await delay(1_000).then(() => false));
      };
      await eventually(stands, 'nothing can be stored any more', 60_000);
      rmSync(join(home, 'filler'));
    });
    results.push(result);
    expect(result.violations).toEqual([]);
  }, 180_000);
});

function mount(path: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=192m,mode=0711', 'tmpfs', path], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

/** The results as docs/faults.md shows them. */
function report(): void {
  const lines = results
    .splice(0)
    .map(({ drill, acked, delivered, recovered: healed, longestGapMs: worstSilence, violations: wrong }) => {
      const verdict = wrong.length ? `${wrong.length} broken` : 'held';
      return `| ${drill} | ${acked} | ${delivered} | ${healed} | ${(worstSilence / 1000).toFixed(1)} s | ${verdict} |`;
    });
  const head = [
    '| drill | acked | delivered | healed | worst silence | promises |',
    '| --- | --: | --: | --: | --: | --- |',
  ];
  const notes = skipped.splice(0).map((note) => `Not run: ${note}`);
  process.stdout.write(`\n${[...head, ...lines, ...notes].join('\n')}\n`);
}
