import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, newGuest } from '../../support/member.ts';
import type { Cluster } from './cluster.ts';
import { broken, type History, type Row } from './history.ts';
import { Talker } from './talker.ts';

/** Milliseconds between two messages of one talker. */
const PAUSE = 400;

export interface Result {
  drill: string;
  acked: number;
  delivered: number;
  healed: number;
  worstSilence: number;
  broken: string[];
}

/** Everybody who talks in a drill. */
export class Crowd {
  private talking = false;

  private constructor(
    readonly cluster: Cluster,
    readonly talkers: readonly [Talker, ...Talker[]],
  ) {}

  static async gather(cluster: Cluster, size: number): Promise<Crowd> {
    const members = await Promise.all(Array.from({ length: size }, () => newGuest(cluster.url)));
    const [first, ...others] = members.map((member) => new Talker(member));
    if (!first) throw new Error('A crowd of nobody');
    for (const talker of [first, ...others]) talker.start();
    return new Crowd(cluster, [first, ...others]);
  }

  async disperse(): Promise<void> {
    this.talking = false;
    await Promise.all(this.talkers.map((talker) => talker.stop()));
  }

  /** Everybody talks in a new room while something happens, one leaves meanwhile; then what all of them know is compared. */
  async drill(name: string, happens: (room: Room) => Promise<void>): Promise<{ result: Result; history: History }> {
    // After the last drill everybody may be at one node.
    this.cluster.line.cut();
    const room = await this.newRoom();
    const talk = this.talk();
    try {
      await this.flows();
      await happens(room);
      await this.cluster.ready();
      await this.flows();
      await this.oneLeaves();
      await this.flows();
      // What flowed may have been said before they left; what is acknowledged from here on was not.
      await this.everybodyIsHeard();
    } finally {
      // A drill that fails must not go on talking in the room of the next one.
      this.talking = false;
      await talk;
    }
    const history = await this.compare(room.id);
    return { history, result: this.sum(name, history) };
  }

  /** Until everybody has seen something new. */
  private async flows(): Promise<void> {
    const before = new Map(this.talkers.map((talker) => [talker, talker.seen]));
    const moved = () => this.present.every((talker) => talker.seen > (before.get(talker) ?? 0) + 5);
    await eventually(moved, 'everybody sees new messages', 45_000);
  }

  /** Until each has had another message acknowledged. */
  async everybodyIsHeard(): Promise<void> {
    const before = new Map(this.talkers.map((talker) => [talker, talker.acked.size]));
    const heard = () => this.present.every((talker) => talker.acked.size > (before.get(talker) ?? 0));
    await eventually(heard, 'everybody is heard', 20_000);
  }

  private get present(): Talker[] {
    return this.talkers.filter(({ hasLeft }) => !hasLeft);
  }

  private async newRoom(): Promise<Room> {
    const [host, ...others] = this.talkers;
    const room = await host.insist(() => host.member.must<Room>('POST', '/rooms', { name: 'Drill', kind: 'private' }));
    for (const talker of this.talkers) talker.enter(room.id);
    const join = (talker: Talker) =>
      talker.insist(() => talker.member.must('POST', '/rooms/join', { code: room.code }));
    await Promise.all(others.map(join));
    return room;
  }

  private async talk(): Promise<void> {
    this.talking = true;
    for (let count = 0; this.talking; count++) {
      for (const talker of this.present) talker.say(`message ${count}`);
      await delay(PAUSE);
    }
  }

  private async oneLeaves(): Promise<void> {
    await this.talkers.at(-1)?.leave();
  }

  private async compare(roomId: string): Promise<History> {
    const settled = () => this.present.every(({ unsettled }) => unsettled.length === 0);
    await eventually(settled, 'every outbox is empty', 45_000).catch(() => undefined);
    const rows = await this.rows(roomId);
    const last = rows.at(-1)?.seq;
    await eventually(() => this.present.every(({ lastSeq }) => lastSeq === last), 'the end', 15_000).catch(
      () => undefined,
    );
    return {
      rows,
      acked: new Map(this.talkers.flatMap(({ acked }) => [...acked])),
      unsettled: this.present.flatMap(({ unsettled }) => unsettled),
      views: this.talkers.map((talker) => talker.view(talker.hasLeft ? this.farewell(rows, talker) : null)),
    };
  }

  private rows(roomId: string) {
    return this.cluster.query<Row & { event: string | null }>(
      `SELECT id, seq::int AS seq, client_id AS "clientId", coalesce(author_id, (system->>'userId')::uuid) AS "authorId",
        system->>'event' AS event FROM messages WHERE room_id = $1 ORDER BY seq`,
      [roomId],
    );
  }

  private farewell(rows: readonly (Row & { event: string | null })[], { member }: Talker): number {
    return rows.findLast(({ event, authorId }) => event === 'member_left' && authorId === member.id)?.seq ?? 0;
  }

  private sum(drill: string, history: History): Result {
    const total = (of: (talker: Talker) => number) => this.talkers.reduce((sum, talker) => sum + of(talker), 0);
    return {
      drill,
      acked: history.acked.size,
      delivered: total(({ seen }) => seen),
      healed: total(({ healed }) => healed),
      worstSilence: Math.max(...this.present.map(({ worstSilence }) => worstSilence)),
      broken: broken(history),
    };
  }
}
