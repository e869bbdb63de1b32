import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.ts';
import { mannWhitney } from '../support/mann-whitney.ts';
import { newMember, newName, ApiClient } from '../support/member.ts';

/** The probability below which the clock distinguishes the two. */
const TELLING = 0.001;
const NAMES = 8;
/** Failures without a wait: the seventh would be answered by a wait, not by a hash. */
const TRIES = 5;

describe('timing of sign-in', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
  });

  afterAll(() => app.close());

  const timed = async (path: string, body: object): Promise<number> => {
    const begin = performance.now();
    await new ApiClient(app.url).ask('POST', path, body);
    return performance.now() - begin;
  };

  /** Alternates between the two, so that other load falls on both alike. */
  async function compare(path: string, known: object[], unknown: object[]): Promise<number> {
    const times: [number[], number[]] = [[], []];
    for (let turn = 0; turn < NAMES * TRIES; turn++) {
      times[0].push(await timed(path, known[turn % NAMES] ?? {}));
      times[1].push(await timed(path, unknown[turn % NAMES] ?? {}));
    }
    return mannWhitney(...times);
  }

  test('does not reveal which accounts exist', async () => {
    const members = await Promise.all(Array.from({ length: NAMES }, () => newMember(app.url)));
    const login = (name: string) => ({ login: name, password: 'a wrong password' });
    const known = members.map(({ username }) => login(username));
    const unknown = members.map(() => login(newName()));
    expect(await compare('/auth/login', known, unknown)).toBeGreaterThan(TELLING);
  }, 120_000);

  test('would be noticed by this very test', () => {
    const quick = Array.from({ length: 50 }, (_, index) => 10 + (index % 7));
    expect(
      mannWhitney(
        quick,
        quick.map((time) => time + 5),
      ),
    ).toBeLessThan(TELLING);
    expect(mannWhitney(quick, [...quick].reverse())).toBeGreaterThan(0.9);
  });
});
