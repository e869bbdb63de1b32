import { Histogram } from './histogram.ts';

/** The position of a connected user. */
export interface RoomMember {
  room: number;
  /** 0 … members - 1; the first ones of a room send. */
  index: number;
}

/** The beginning of every body, before the number of the run and of the message. */
const BODY_PREFIX = '#load ';
const RUN_DIGITS = 4;
const NUMBER_DIGITS = 8;
const BODY_BYTES = 100;
const filler = ' and the quick brown fox jumps over the lazy dog, again and again, until the hundred are full'.repeat(
  2,
);

export const bodyOf = (run: number, number: number): string =>
  `${BODY_PREFIX}${String(run).padStart(RUN_DIGITS, '0')} ${String(number).padStart(NUMBER_DIGITS, '0')}${filler}`.slice(
    0,
    BODY_BYTES,
  );

interface SentMessage {
  by: RoomMember;
  /** The number among the messages of its author. */
  ordinal: number;
  /** When it was due, even when the generator was late: a stall must not hide itself. */
  due: number;
  accepted?: boolean;
}

/** The deliveries to one connection. */
interface Receiver {
  /** The highest ordinal received from each sender of the room. */
  last: Int32Array;
  missing: Set<string>;
  /** Hash over everything received, in order: equal for all members of a room that received the same. */
  hash: number;
  seq?: number;
}

/** A body found in an event, with the sequence number if the server gives one. */
interface FoundBody {
  run: number;
  number: number;
  seq?: number;
}

/** Finds every message in the JSON text of events, in order. */
export function* findBodies(event: string, numbered: boolean): Generator<FoundBody> {
  for (let at = event.indexOf(BODY_PREFIX); at >= 0; at = event.indexOf(BODY_PREFIX, at + BODY_BYTES)) {
    const start = at + BODY_PREFIX.length;
    const run = Number(event.slice(start, start + RUN_DIGITS));
    const number = Number(event.slice(start + RUN_DIGITS + 1, start + RUN_DIGITS + 1 + NUMBER_DIGITS));
    yield numbered ? { run, number, seq: seqBefore(event, at) } : { run, number };
  }
}

const SEQ = '"seq":';
const seqBefore = (event: string, at: number): number =>
  Number.parseInt(event.slice(event.lastIndexOf(SEQ, at) + SEQ.length, at), 10);

/** Records the sends and deliveries of one run, with their times and faults. */
export class DeliveryLedger {
  readonly deliver = new Histogram();
  readonly ack = new Histogram();
  acked = 0;
  refused = 0;
  delivered = 0;
  doubled = 0;
  /** Delivered after a later message of the same author, or against the sequence numbers. */
  reordered = 0;
  /** Deliveries before the end of the sending window. */
  intime = 0;
  windowEnd = Infinity;
  private expected = 0;
  private readonly messages: SentMessage[] = [];
  private readonly ordinals = new Map<RoomMember, number>();
  private readonly receivers = new Map<RoomMember, Receiver>();
  readonly run: number;
  private readonly members: number;

  constructor(run: number, members: number, talkers: number, seats: readonly RoomMember[]) {
    this.run = run;
    this.members = members;
    for (const seat of seats)
      this.receivers.set(seat, { last: new Int32Array(talkers).fill(-1), missing: new Set(), hash: 0 });
  }

  get sent(): number {
    return this.messages.length;
  }

  /** The messages acknowledged by the server. */
  get accepted(): string[] {
    return this.messages.flatMap(({ accepted }, number) => (accepted ? [bodyOf(this.run, number)] : []));
  }

  get lost(): number {
    return this.expected - this.delivered;
  }

  /** Records a send and returns the message to send. */
  recordSend(by: RoomMember, due: number): { number: number; body: string } {
    const number = this.messages.length;
    const ordinal = (this.ordinals.get(by) ?? -1) + 1;
    this.ordinals.set(by, ordinal);
    this.messages.push({ by, ordinal, due });
    this.expected += this.members;
    return { number, body: bodyOf(this.run, number) };
  }

  recordAnswer(number: number, accepted: boolean, now: number): void {
    const sent = this.messages[number];
    if (accepted && sent) {
      sent.accepted = true;
      this.acked++;
      this.ack.add(now - sent.due);
      return;
    }
    this.refused++;
    this.expected -= this.members;
  }

  recordDelivery(seat: RoomMember, { run, number, seq }: FoundBody, now: number): void {
    const receiver = this.receivers.get(seat);
    const sent = run === this.run ? this.messages[number] : undefined;
    if (!receiver || !sent) return; // of an earlier run
    if (sent.by.room !== seat.room) throw new Error('A message reached somebody who is not in its room');
    if (!this.inOrder(receiver, sent)) return;
    if (seq !== undefined && receiver.seq !== undefined && seq !== receiver.seq + 1) this.reordered++;
    receiver.seq = seq;
    receiver.hash = (Math.imul(receiver.hash, 31) + number) | 0;
    this.delivered++;
    if (now < this.windowEnd) this.intime++;
    this.deliver.add(now - sent.due);
  }

  /** False for a duplicate. */
  private inOrder({ last, missing }: Receiver, { by, ordinal }: SentMessage): boolean {
    const before = last[by.index] ?? -1;
    if (ordinal > before) {
      for (let skipped = before + 1; skipped < ordinal; skipped++) missing.add(`${by.index} ${skipped}`);
      last[by.index] = ordinal;
      return true;
    }
    if (missing.delete(`${by.index} ${ordinal}`)) return Boolean(++this.reordered);
    this.doubled++;
    return false;
  }

  /** Rooms whose members received the same messages in different orders; meaningless when messages are lost. */
  get disagreeing(): number {
    const first = new Map<number, number>();
    const rooms = new Set<number>();
    for (const [{ room }, { hash }] of this.receivers) {
      const known = first.get(room);
      if (known === undefined) first.set(room, hash);
      else if (known !== hash) rooms.add(room);
    }
    return rooms.size;
  }
}
