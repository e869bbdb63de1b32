import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, newGuest } from '../../support/member.ts';
import type { Cluster } from './cluster.ts';
import { violations, type DrillHistory, type StoredMessage } from './history-checker.ts';
import { VirtualUser } from './virtual-user.ts';

/** Interval between two messages of one user. */
const MESSAGE_INTERVAL_MS = 400;

export interface DrillResult {
  drill: string;
  acked: number;
  delivered: number;
  recovered: number;
  longestGapMs: number;
  violations: string[];
}

/** The users who send in a drill. */
export class VirtualUsers {
  private isSending = false;

  private constructor(
    readonly cluster: Cluster,
    readonly users: readonly [VirtualUser, ...VirtualUser[]],
  ) {}

  static async create(cluster: Cluster, size: number): Promise<VirtualUsers> {
    const members = await Promise.all(Array.from({ length: size }, () => newGuest(cluster.url)));
    const [first, ...others] = members.map((member) => new VirtualUser(member));
    if (!first) throw new Error('No users');
    for (const user of [first, ...others]) user.start();
    return new VirtualUsers(cluster, [first, ...others]);
  }

  async stop(): Promise<void> {
    this.isSending = false;
    await Promise.all(this.users.map((user) => user.stop()));
  }

  /** All users send in a new room while `happens` runs, and one leaves meanwhile; then the knowledge of all is compared. */
  async drill(
    name: string,
    happens: (room: Room) => Promise<void>,
  ): Promise<{ result: DrillResult; history: DrillHistory }> {
    // After the last drill all users may be connected to one node.
    this.cluster.proxy.cut();
    const room = await this.newRoom();
    const sending = this.sendRepeatedly();
    try {
      await this.messagesArrive();
      await happens(room);
      await this.cluster.ready();
      await this.messagesArrive();
      await this.oneLeaves();
      await this.messagesArrive();
      // Messages received so far may be older than the leaving; messages acknowledged from here on are not.
      await this.allAcknowledged();
    } finally {
      // A failed drill must not go on sending in the room of the next one.
      this.isSending = false;
      await sending;
    }
    const history = await this.compare(room.id);
    return { history, result: this.sum(name, history) };
  }

  /** Waits until every user has seen new messages. */
  private async messagesArrive(): Promise<void> {
    const before = new Map(this.users.map((user) => [user, user.seen]));
    const moved = () => this.present.every((user) => user.seen > (before.get(user) ?? 0) + 5);
    await eventually(moved, 'everybody sees new messages', 45_000);
  }

  /** Waits until each user has had another message acknowledged. */
  async allAcknowledged(): Promise<void> {
    const before = new Map(this.users.map((user) => [user, user.acked.size]));
    const allAcked = () => this.present.every((user) => user.acked.size > (before.get(user) ?? 0));
    await eventually(allAcked, 'everybody is heard', 20_000);
  }

  private get present(): VirtualUser[] {
    return this.users.filter(({ hasLeft }) => !hasLeft);
  }

  private async newRoom(): Promise<Room> {
    const [host, ...others] = this.users;
    const room = await host.retryUntilDone(() =>
      host.member.must<Room>('POST', '/rooms', { name: 'Drill', kind: 'private' }),
    );
    for (const user of this.users) user.enter(room.id);
    const join = (user: VirtualUser) =>
      user.retryUntilDone(() => user.member.must('POST', '/rooms/join', { code: room.code }));
    await Promise.all(others.map(join));
    return room;
  }

  private async sendRepeatedly(): Promise<void> {
    this.isSending = true;
    for (let count = 0; this.isSending; count++) {
      for (const user of this.present) user.enqueue(`message ${count}`);
      await delay(MESSAGE_INTERVAL_MS);
    }
  }

  private async oneLeaves(): Promise<void> {
    await this.users.at(-1)?.leave();
  }

  private async compare(roomId: string): Promise<DrillHistory> {
    const settled = () => this.present.every(({ unacknowledged: unsettled }) => unsettled.length === 0);
    await eventually(settled, 'every outbox is empty', 45_000).catch(() => undefined);
    const rows = await this.rows(roomId);
    const last = rows.at(-1)?.seq;
    await eventually(() => this.present.every(({ lastSeq }) => lastSeq === last), 'the end', 15_000).catch(
      () => undefined,
    );
    return {
      rows,
      acked: new Map(this.users.flatMap(({ acked }) => [...acked])),
      unacknowledged: this.present.flatMap(({ unacknowledged: unsettled }) => unsettled),
      views: this.users.map((user) => user.view(user.hasLeft ? this.farewell(rows, user) : null)),
    };
  }

  private rows(roomId: string) {
    return this.cluster.query<StoredMessage & { event: string | null }>(
      `SELECT id, seq::int AS seq, client_id AS "clientId", coalesce(author_id, (system->>'userId')::uuid) AS "authorId",
        system->>'event' AS event FROM messages WHERE room_id = $1 ORDER BY seq`,
      [roomId],
    );
  }

  private farewell(rows: readonly (StoredMessage & { event: string | null })[], { member }: VirtualUser): number {
    return rows.findLast(({ event, authorId }) => event === 'member_left' && authorId === member.id)?.seq ?? 0;
  }

  private sum(drill: string, history: DrillHistory): DrillResult {
    const total = (of: (user: VirtualUser) => number) => this.users.reduce((sum, user) => sum + of(user), 0);
    return {
      drill,
      acked: history.acked.size,
      delivered: total(({ seen }) => seen),
      recovered: total(({ recovered: healed }) => healed),
      longestGapMs: Math.max(...this.present.map(({ longestGapMs: worstSilence }) => worstSilence)),
      violations: violations(history),
    };
  }
}
