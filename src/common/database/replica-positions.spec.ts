import { describe, expect, test } from '@jest/globals';
import { ReplicaPositions } from './replica-positions.ts';

const at = (lsn: number, generation = 1) => ({ lsn: BigInt(lsn), generation });

describe('the lag of a replica', () => {
  test('is the age of the newest position that it has reached', () => {
    const positions = new ReplicaPositions();
    positions.note(1_000, at(10));
    positions.note(2_000, at(20));
    positions.note(3_000, at(30));
    expect(positions.lagOf(at(30), 3_100)).toBe(100);
    expect(positions.lagOf(at(29), 3_100)).toBe(1_100);
    expect(positions.lagOf(at(9), 3_100)).toBe(Infinity);
  });

  test('is small while the primary writes nothing', () => {
    const positions = new ReplicaPositions();
    for (const time of [1_000, 2_000, 3_000]) positions.note(time, at(10));
    expect(positions.lagOf(at(10), 3_200)).toBe(200);
  });

  test('grows when the primary is not asked any more', () => {
    const positions = new ReplicaPositions();
    positions.note(1_000, at(10));
    expect(positions.lagOf(at(10), 61_000)).toBe(60_000);
  });

  test('is unknown before the primary was asked, and for another history', () => {
    const positions = new ReplicaPositions();
    expect(positions.lagOf(at(10), 1_000)).toBe(Infinity);
    positions.note(1_000, at(10));
    expect(positions.lagOf(at(10, 2), 1_000)).toBe(Infinity);
    positions.note(2_000, at(5, 2));
    expect(positions.lagOf(at(10, 1), 2_000)).toBe(Infinity);
    expect(positions.lagOf(at(5, 2), 2_000)).toBe(0);
  });

  test('of an hour is never taken for less', () => {
    const positions = new ReplicaPositions();
    for (let second = 0; second < 3_600; second++) positions.note(second * 1_000, at(second));
    expect(positions.lagOf(at(0), 3_600_000)).toBe(Infinity);
    expect(positions.lagOf(at(3_590), 3_600_000)).toBe(10_000);
  });
});
