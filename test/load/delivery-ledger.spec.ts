import { beforeEach, describe, expect, test } from '@jest/globals';
import { bodyOf, findBodies, DeliveryLedger, type RoomMember } from './delivery-ledger.ts';

const ada: RoomMember = { room: 0, index: 0 };
const ben: RoomMember = { room: 0, index: 1 };

describe('the delivery ledger of a run', () => {
  let ledger: DeliveryLedger;
  const recordSend = (by: RoomMember) => ledger.recordSend(by, 0).number;
  const hear = (by: RoomMember, number: number, seq?: number) => ledger.recordDelivery(by, { run: 7, number, seq }, 5);

  beforeEach(() => {
    ledger = new DeliveryLedger(7, 2, 10, [ada, ben]);
  });

  const wrong = () => {
    const { lost, doubled, reordered, disagreeing } = ledger;
    return { lost, doubled, reordered, disagreeing };
  };
  const nothing = { lost: 0, doubled: 0, reordered: 0, disagreeing: 0 };

  test('is in order when every member has received everything', () => {
    for (const number of [recordSend(ada), recordSend(ben), recordSend(ada)])
      for (const seat of [ada, ben]) hear(seat, number, number + 10);
    expect(wrong()).toEqual(nothing);
    expect(ledger.delivered).toBe(6);
  });

  test('counts messages that did not reach every member as lost', () => {
    recordSend(ada);
    hear(ada, recordSend(ben));
    expect(wrong()).toMatchObject({ lost: 3 });
  });

  test('does not expect refused messages', () => {
    ledger.recordAnswer(recordSend(ada), false, 1);
    expect(wrong()).toEqual(nothing);
    expect(ledger.refused).toBe(1);
  });

  test('counts duplicates', () => {
    const number = recordSend(ada);
    for (const seat of [ada, ben, ben]) hear(seat, number);
    expect(wrong()).toEqual({ ...nothing, doubled: 1 });
  });

  test('counts messages of an author in another order', () => {
    const [first, second] = [recordSend(ada), recordSend(ada)];
    for (const number of [second, first]) for (const seat of [ada, ben]) hear(seat, number);
    expect(wrong()).toEqual({ ...nothing, reordered: 2 });
  });

  test('counts messages against the sequence numbers of the room', () => {
    const [first, second] = [recordSend(ada), recordSend(ben)];
    for (const seat of [ada, ben]) hear(seat, second, 11);
    for (const seat of [ada, ben]) hear(seat, first, 10);
    expect(ledger.reordered).toBe(2);
  });

  test('reports a room whose members received different orders', () => {
    const [first, second] = [recordSend(ada), recordSend(ben)];
    for (const number of [first, second]) hear(ada, number);
    for (const number of [second, first]) hear(ben, number);
    expect(wrong()).toEqual({ ...nothing, disagreeing: 1 });
  });

  test('ignores late messages of an earlier run', () => {
    recordSend(ada);
    ledger.recordDelivery(ben, { run: 6, number: 0 }, 5);
    expect(ledger.delivered).toBe(0);
  });

  test('refuses a message that reaches another room', () => {
    const number = recordSend(ada);
    const stranger = { room: 1, index: 0 };
    ledger = new DeliveryLedger(7, 2, 10, [ada, stranger]);
    ledger.recordSend(ada, 0);
    expect(() => ledger.recordDelivery(stranger, { run: 7, number }, 5)).toThrow('not in its room');
  });
});

describe('a message in an event', () => {
  test('is found with its number, alone and among several', () => {
    const message = (number: number) => ({ seq: number + 40, revision: 3, body: bodyOf(12, number), replyTo: null });
    const alone = JSON.stringify(['receive_message', message(1)]);
    const several = JSON.stringify(['receive_messages', [message(1), message(2)]]);
    expect([...findBodies(alone, true)]).toEqual([{ run: 12, number: 1, seq: 41 }]);
    expect([...findBodies(several, true)].map(({ seq }) => seq)).toEqual([41, 42]);
    expect([...findBodies(several, false)]).toEqual([
      { run: 12, number: 1 },
      { run: 12, number: 2 },
    ]);
  });

  test('has a body of a hundred bytes', () => {
    expect(Buffer.byteLength(bodyOf(1, 1))).toBe(100);
  });
});
