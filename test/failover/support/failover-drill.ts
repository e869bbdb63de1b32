import { setTimeout as delay } from 'node:timers/promises';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { eventually, newGuest } from '../../support/member.ts';
import type { seededRandom } from '../../support/seeded-random.ts';
import { type FailoverCluster, type Way, WAYS } from './failover-cluster.ts';
import { type StoredWords, violations } from './failover-checker.ts';
import type { PostgresPair } from './postgres-pair.ts';
import { TalkingUser } from './talking-user.ts';

/** Interval between two messages of one user. */
const MESSAGE_INTERVAL_MS = 500;
const TIMEOUT_MS = 90_000;
const MIN_LAG_MS = 500;
const MAX_LAG_MS = 5_000;

export interface FailoverPlan {
  way: Way;
  /** Milliseconds that the standby lags behind; 0: it has everything that is acknowledged. */
  lagMs: number;
  isRedisAway: boolean;
}

export interface FailoverResult extends FailoverPlan {
  acked: number;
  broughtBack: number;
  resets: number;
  /** From the moment that the new primary can be reached until everybody who is online is acknowledged again. */
  backMs: number;
  /** From the last acknowledgement until all lists are the database's. */
  convergedMs: number;
  violations: string[];
}

/** What a drill needs of the servers under it. */
export interface DrillCluster extends Pick<
  FailoverCluster,
  'url' | 'spread' | 'failover' | 'crashRedis' | 'restartRedis' | 'ready'
> {
  readonly pair: Pick<PostgresPair, 'caughtUp' | 'beSynchronous' | 'pauseReplication'> & {
    readonly primary: Pick<PostgresPair['primary'], 'query'>;
  };
}

export type Random = ReturnType<typeof seededRandom>;

export function randomPlan(random: Random, isLossy = random.below(2) === 0): FailoverPlan {
  return {
    way: random.pick(WAYS) ?? 'moves',
    lagMs: isLossy ? MIN_LAG_MS + random.below(MAX_LAG_MS - MIN_LAG_MS) : 0,
    isRedisAway: random.below(4) === 0,
  };
}

/** Users who talk through failovers. */
export class FailoverDrill {
  private isTalking = false;

  private constructor(
    private readonly cluster: DrillCluster,
    readonly users: readonly [TalkingUser, ...TalkingUser[]],
  ) {}

  static async create(cluster: DrillCluster, userCount: number): Promise<FailoverDrill> {
    const members = await Promise.all(Array.from({ length: userCount }, () => newGuest(cluster.url)));
    const [first, ...others] = members.map((member) => new TalkingUser(member));
    if (!first) throw new Error('No users');
    for (const user of [first, ...others]) user.start();
    return new FailoverDrill(cluster, [first, ...others]);
  }

  async stop(): Promise<void> {
    this.isTalking = false;
    await Promise.all(this.users.map((user) => user.stop()));
  }

  /** All talk in a new room while a failover happens, and some are offline meanwhile; then all lists are compared. */
  async run(plan: FailoverPlan, random: Random): Promise<FailoverResult> {
    const { cluster } = this;
    cluster.spread();
    const room = await this.newRoom();
    await cluster.pair.caughtUp();
    if (!plan.lagMs) await cluster.pair.beSynchronous();
    const talking = this.talk();
    try {
      await this.everybodyIsAcknowledged();
      const resets = this.resets;
      if (plan.lagMs) {
        await cluster.pair.pauseReplication();
        await delay(plan.lagMs);
      }
      if (plan.isRedisAway) await cluster.crashRedis();
      // The first one stays.
      const away = this.users.slice(1).filter(() => random.below(2) === 0);
      for (const user of away) user.goAway();
      await cluster.failover(plan.way);
      const backMs = await this.timeUntil(() => this.everybodyIsAcknowledged());
      await this.growsPast(room, Math.max(...away.map(({ lastSeq }) => lastSeq)));
      for (const user of away) user.comeBack();
      if (plan.isRedisAway) await cluster.restartRedis();
      await cluster.ready();
      await this.everybodyIsAcknowledged();
      this.isTalking = false;
      await talking;
      return { ...plan, backMs, ...(await this.compare(room)), resets: this.resets - resets };
    } finally {
      // A failed drill must not go on in the room of the next one.
      this.isTalking = false;
      for (const user of this.users) user.comeBack();
      await talking;
    }
  }

  private get resets(): number {
    return this.users.reduce((sum, { client }) => sum + client.resets, 0);
  }

  private async newRoom(): Promise<Room> {
    const [host, ...others] = this.users;
    const room = await host.retryUntilDone(() =>
      host.member.must<Room>('POST', '/rooms', { name: 'Failover', kind: 'private' }),
    );
    for (const user of this.users) user.enter(room.id);
    const join = (user: TalkingUser) =>
      user.retryUntilDone(() => user.member.must('POST', '/rooms/join', { code: room.code }));
    await Promise.all(others.map(join));
    await eventually(() => this.users.every(({ shown }) => shown.length), 'everybody shows the room', TIMEOUT_MS);
    for (const user of this.users) user.firstSeq = user.shown[0]?.seq ?? 1;
    return room;
  }

  private async talk(): Promise<void> {
    this.isTalking = true;
    for (let count = 0; this.isTalking; count++) {
      for (const user of this.users) user.enqueue(`message ${count}`);
      await delay(MESSAGE_INTERVAL_MS);
    }
  }

  private async everybodyIsAcknowledged(): Promise<void> {
    const before = new Map(this.users.map((user) => [user, user.acked.size]));
    const isAcked = (user: TalkingUser) => user.isAway || user.acked.size > (before.get(user) ?? 0);
    await eventually(() => this.users.every(isAcked), 'everybody is acknowledged', TIMEOUT_MS);
  }

  /** Those who are away come back to a room that has more messages than they hold, so that numbers prove nothing. */
  private async growsPast({ id }: Room, seq: number): Promise<void> {
    await eventually(async () => ((await this.rows(id)).at(-1)?.seq ?? 0) > seq, 'the room has grown', TIMEOUT_MS);
  }

  private async timeUntil(holds: () => Promise<unknown>): Promise<number> {
    const began = performance.now();
    await holds();
    return Math.round(performance.now() - began);
  }

  private async compare({ id }: Room) {
    const unacknowledged = () => this.users.flatMap((user) => user.unacknowledged);
    await eventually(() => !unacknowledged().length, 'every outbox is empty', TIMEOUT_MS).catch(() => undefined);
    const rows = await this.rows(id);
    const found = () =>
      violations({
        rows,
        unacknowledged: unacknowledged(),
        acked: this.users.flatMap(({ acked }) => [...acked.keys()]),
        lists: this.users.map(({ member: { username }, firstSeq, shown }) => ({
          username,
          from: firstSeq,
          ids: shown.map(({ id: messageId }) => messageId),
        })),
      });
    const isSame = () => (found().length ? delay(50).then(() => false) : true);
    const settled = async () => eventually(isSame, 'the same lists', 20_000).catch(() => undefined);
    const convergedMs = await this.timeUntil(settled);
    const count = (of: (user: TalkingUser) => number) => this.users.reduce((sum, user) => sum + of(user), 0);
    return {
      acked: count(({ acked }) => acked.size),
      broughtBack: count(({ resentCount }) => resentCount),
      convergedMs,
      violations: found(),
    };
  }

  private rows(roomId: string): Promise<StoredWords[]> {
    return this.cluster.pair.primary.query<StoredWords>(
      `SELECT id, seq::int AS seq, client_id AS "clientId", author_id AS "authorId", body
       FROM messages WHERE room_id = $1 ORDER BY seq`,
      [roomId],
    );
  }
}
