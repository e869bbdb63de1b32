import { describe, expect, test } from '@jest/globals';
import { searchHighestRate } from './highest-rate.ts';
import type { Step } from './load.ts';

const step = (offered: number, holds: boolean): Step => ({
  offered,
  rate: holds ? offered : offered / 2,
  messages: 1,
  deliverP50: 1,
  deliverP99: holds ? 10 : 900,
  ackP50: 1,
  ackP99: 1,
  lost: 0,
  doubled: 0,
  reordered: 0,
  refused: 0,
  unanswered: 0,
  disagreeing: 0,
  cpu: 1,
  cpuWithDatabase: 1,
  serverCores: 1,
  generatorCores: 1,
  strangersCores: 0,
  memory: 1,
});

/** A server that sustains these rates. @param stumbles numbers of steps that fail whatever the rate */
const server = (sustains: (rate: number) => boolean, stumbles: number[] = []) => {
  let count = 0;
  return (rate: number) => Promise.resolve(step(rate, sustains(rate) && !stumbles.includes(++count)));
};

describe('the search for the highest rate', () => {
  test('finds it within a tenth', async () => {
    const { best } = await searchHighestRate(
      20_000,
      server((rate) => rate < 50_000),
    );
    expect(best?.rate).toBeGreaterThan(45_000);
    expect(best?.rate).toBeLessThan(50_000);
  });

  test('is not ended by steps that fail once', async () => {
    const { best } = await searchHighestRate(
      20_000,
      server((rate) => rate < 50_000, [1, 3, 6]),
    );
    expect(best?.rate).toBeGreaterThan(45_000);
  });

  test('goes beyond a range that fails while more is sustained above it', async () => {
    const { best } = await searchHighestRate(
      50_000,
      server((rate) => rate < 60_000 || (rate > 75_000 && rate < 400_000)),
    );
    expect(best?.rate).toBeGreaterThan(300_000);
  });

  test('tells of a server that sustains nothing', async () => {
    const { best, steps } = await searchHighestRate(
      1_000,
      server(() => false),
    );
    expect([best, steps.length]).toEqual([undefined, 16]);
  });
});
