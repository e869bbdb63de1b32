import { Histogram } from './histogram.ts';

/** Somebody with a connection: where they sit, and what they have said and heard in this run. */
export interface Seat {
  room: number;
  /** 0 … members - 1; the first of a room talk. */
  place: number;
}

/** What every body begins with: which run, and which message of it. */
const MARK = '#load ';
const RUN = 4;
const NUMBER = 8;
const LENGTH = 100;
const filler = ' and the quick brown fox jumps over the lazy dog, again and again, until the hundred are full'.repeat(
  2,
);

export const bodyOf = (run: number, number: number): string =>
  `${MARK}${String(run).padStart(RUN, '0')} ${String(number).padStart(NUMBER, '0')}${filler}`.slice(0, LENGTH);

interface Said {
  by: Seat;
  /** Which of its author's messages. */
  ordinal: number;
  /** When it was due, whether or not the generator was late: a stall must not hide itself. */
  due: number;
  accepted?: boolean;
}

/** What one connection has heard. */
interface Ear {
  /** The highest ordinal heard of each talker of its room. */
  last: Int32Array;
  missing: Set<string>;
  /** Of everything it heard, in its order: equal for all of a room that heard the same. */
  hash: number;
  seq?: number;
}

/** Where a body was found in an event, and the room's number of it if the server gives one. */
interface Found {
  run: number;
  number: number;
  seq?: number;
}

/** Every message of the events' JSON text, in their order. */
export function* found(event: string, numbered: boolean): Generator<Found> {
  for (let at = event.indexOf(MARK); at >= 0; at = event.indexOf(MARK, at + LENGTH)) {
    const start = at + MARK.length;
    const run = Number(event.slice(start, start + RUN));
    const number = Number(event.slice(start + RUN + 1, start + RUN + 1 + NUMBER));
    yield numbered ? { run, number, seq: seqBefore(event, at) } : { run, number };
  }
}

const SEQ = '"seq":';
const seqBefore = (event: string, at: number): number =>
  Number.parseInt(event.slice(event.lastIndexOf(SEQ, at) + SEQ.length, at), 10);

/** Keeps account of one run: what was said, who heard it, when, and what went wrong on the way. */
export class Ledger {
  readonly deliver = new Histogram();
  readonly ack = new Histogram();
  acked = 0;
  refused = 0;
  delivered = 0;
  doubled = 0;
  /** Heard after a later message of the same author, or against the room's numbers. */
  reordered = 0;
  /** Deliveries that came before the end of the window in which was sent. */
  intime = 0;
  windowEnd = Infinity;
  private expected = 0;
  private readonly said: Said[] = [];
  private readonly ordinals = new Map<Seat, number>();
  private readonly ears = new Map<Seat, Ear>();
  readonly run: number;
  private readonly members: number;

  constructor(run: number, members: number, talkers: number, seats: readonly Seat[]) {
    this.run = run;
    this.members = members;
    for (const seat of seats)
      this.ears.set(seat, { last: new Int32Array(talkers).fill(-1), missing: new Set(), hash: 0 });
  }

  get sent(): number {
    return this.said.length;
  }

  /** What the server has promised to keep. */
  get accepted(): string[] {
    return this.said.flatMap(({ accepted }, number) => (accepted ? [bodyOf(this.run, number)] : []));
  }

  get lost(): number {
    return this.expected - this.delivered;
  }

  /** Notes a message and answers what to say. */
  say(by: Seat, due: number): { number: number; body: string } {
    const number = this.said.length;
    const ordinal = (this.ordinals.get(by) ?? -1) + 1;
    this.ordinals.set(by, ordinal);
    this.said.push({ by, ordinal, due });
    this.expected += this.members;
    return { number, body: bodyOf(this.run, number) };
  }

  answered(number: number, accepted: boolean, now: number): void {
    const said = this.said[number];
    if (accepted && said) {
      said.accepted = true;
      this.acked++;
      this.ack.add(now - said.due);
      return;
    }
    this.refused++;
    this.expected -= this.members;
  }

  heard(seat: Seat, { run, number, seq }: Found, now: number): void {
    const ear = this.ears.get(seat);
    const said = run === this.run ? this.said[number] : undefined;
    if (!ear || !said) return; // of a run before
    if (said.by.room !== seat.room) throw new Error('A message reached somebody who is not in its room');
    if (!this.inOrder(ear, said)) return;
    if (seq !== undefined && ear.seq !== undefined && seq !== ear.seq + 1) this.reordered++;
    ear.seq = seq;
    ear.hash = (Math.imul(ear.hash, 31) + number) | 0;
    this.delivered++;
    if (now < this.windowEnd) this.intime++;
    this.deliver.add(now - said.due);
  }

  /** False for one that came twice. */
  private inOrder({ last, missing }: Ear, { by, ordinal }: Said): boolean {
    const before = last[by.place] ?? -1;
    if (ordinal > before) {
      for (let skipped = before + 1; skipped < ordinal; skipped++) missing.add(`${by.place} ${skipped}`);
      last[by.place] = ordinal;
      return true;
    }
    if (missing.delete(`${by.place} ${ordinal}`)) return Boolean(++this.reordered);
    this.doubled++;
    return false;
  }

  /** Rooms whose members heard the same messages in different orders; only when nothing is lost does it mean anything. */
  get disagreeing(): number {
    const first = new Map<number, number>();
    const rooms = new Set<number>();
    for (const [{ room }, { hash }] of this.ears) {
      const known = first.get(room);
      if (known === undefined) first.set(room, hash);
      else if (known !== hash) rooms.add(room);
    }
    return rooms.size;
  }
}
