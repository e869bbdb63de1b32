import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.ts';
import { mannWhitney } from '../support/mann-whitney.ts';
import { newMember, newName, Visitor } from '../support/member.ts';

/** Under this probability we would say that the clock tells the two apart. */
const TELLING = 0.001;
const NAMES = 8;
/** As many failures as are free: the seventh would be answered by a wait, not by a hash. */
const TRIES = 5;

describe('the clock', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
  });

  afterAll(() => app.close());

  const timed = async (path: string, body: object): Promise<number> => {
    const begin = performance.now();
    await new Visitor(app.url).ask('POST', path, body);
    return performance.now() - begin;
  };

  /** Takes turns, so that whatever else the machine does falls on both alike. */
  async function compare(path: string, known: object[], unknown: object[]): Promise<number> {
    const times: [number[], number[]] = [[], []];
    for (let turn = 0; turn < NAMES * TRIES; turn++) {
      times[0].push(await timed(path, known[turn % NAMES] ?? {}));
      times[1].push(await timed(path, unknown[turn % NAMES] ?? {}));
    }
    return mannWhitney(...times);
  }

  test('does not tell known accounts from unknown ones', async () => {
    const members = await Promise.all(Array.from({ length: NAMES }, () => newMember(app.url)));
    const login = (name: string) => ({ login: name, password: 'a wrong password' });
    const known = members.map(({ username }) => login(username));
    const unknown = members.map(() => login(newName()));
    expect(await compare('/auth/login', known, unknown)).toBeGreaterThan(TELLING);
  }, 120_000);

  test('would be seen telling by this very test', () => {
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
