import { beforeEach, describe, expect, test } from '@jest/globals';
import { bodyOf, found, Ledger, type Seat } from './ledger.ts';

const ada: Seat = { room: 0, place: 0 };
const ben: Seat = { room: 0, place: 1 };

describe('the account of a run', () => {
  let ledger: Ledger;
  const say = (by: Seat) => ledger.say(by, 0).number;
  const hear = (by: Seat, number: number, seq?: number) => ledger.heard(by, { run: 7, number, seq }, 5);

  beforeEach(() => {
    ledger = new Ledger(7, 2, 10, [ada, ben]);
  });

  const wrong = () => {
    const { lost, doubled, reordered, disagreeing } = ledger;
    return { lost, doubled, reordered, disagreeing };
  };
  const nothing = { lost: 0, doubled: 0, reordered: 0, disagreeing: 0 };

  test('is in order when everybody has heard everything', () => {
    for (const number of [say(ada), say(ben), say(ada)]) for (const seat of [ada, ben]) hear(seat, number, number + 10);
    expect(wrong()).toEqual(nothing);
    expect(ledger.delivered).toBe(6);
  });

  test('counts what nobody or not everybody heard as lost', () => {
    say(ada);
    hear(ada, say(ben));
    expect(wrong()).toMatchObject({ lost: 3 });
  });

  test('does not expect what was refused', () => {
    ledger.answered(say(ada), false, 1);
    expect(wrong()).toEqual(nothing);
    expect(ledger.refused).toBe(1);
  });

  test('counts what comes twice', () => {
    const number = say(ada);
    for (const seat of [ada, ben, ben]) hear(seat, number);
    expect(wrong()).toEqual({ ...nothing, doubled: 1 });
  });

  test("counts one author's messages that come in another order", () => {
    const [first, second] = [say(ada), say(ada)];
    for (const number of [second, first]) for (const seat of [ada, ben]) hear(seat, number);
    expect(wrong()).toEqual({ ...nothing, reordered: 2 });
  });

  test("counts what comes against the room's numbers", () => {
    const [first, second] = [say(ada), say(ben)];
    for (const seat of [ada, ben]) hear(seat, second, 11);
    for (const seat of [ada, ben]) hear(seat, first, 10);
    expect(ledger.reordered).toBe(2);
  });

  test('tells of a room whose members heard different orders', () => {
    const [first, second] = [say(ada), say(ben)];
    for (const number of [first, second]) hear(ada, number);
    for (const number of [second, first]) hear(ben, number);
    expect(wrong()).toEqual({ ...nothing, disagreeing: 1 });
  });

  test('leaves out what still comes from a run before', () => {
    say(ada);
    ledger.heard(ben, { run: 6, number: 0 }, 5);
    expect(ledger.delivered).toBe(0);
  });

  test('does not let a message reach another room', () => {
    const number = say(ada);
    const stranger = { room: 1, place: 0 };
    ledger = new Ledger(7, 2, 10, [ada, stranger]);
    ledger.say(ada, 0);
    expect(() => ledger.heard(stranger, { run: 7, number }, 5)).toThrow('not in its room');
  });
});

describe('a message in an event', () => {
  test('is found with its number, alone and among several', () => {
    const message = (number: number) => ({ seq: number + 40, revision: 3, body: bodyOf(12, number), replyTo: null });
    const alone = JSON.stringify(['receive_message', message(1)]);
    const several = JSON.stringify(['receive_messages', [message(1), message(2)]]);
    expect([...found(alone, true)]).toEqual([{ run: 12, number: 1, seq: 41 }]);
    expect([...found(several, true)].map(({ seq }) => seq)).toEqual([41, 42]);
    expect([...found(several, false)]).toEqual([
      { run: 12, number: 1 },
      { run: 12, number: 2 },
    ]);
  });

  test('has a body of a hundred bytes', () => {
    expect(Buffer.byteLength(bodyOf(1, 1))).toBe(100);
  });
});
