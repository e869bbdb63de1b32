import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../../support/app.ts';
import { mannWhitney } from '../../support/mann-whitney.ts';
import { newMember, newName, PASSWORD, ApiClient } from '../../support/member.ts';

/** The probability below which response times distinguish the two kinds of names. */
const SIGNIFICANCE_LEVEL = 0.001;
const NAME_COUNT = 8;
/** Failed attempts of a name that are not throttled: the seventh would be refused without a hash. */
const ATTEMPTS_PER_NAME = 5;

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
    for (let turn = 0; turn < NAME_COUNT * ATTEMPTS_PER_NAME; turn++) {
      times[0].push(await timed(path, known[turn % NAME_COUNT] ?? {}));
      times[1].push(await timed(path, unknown[turn % NAME_COUNT] ?? {}));
    }
    return mannWhitney(...times);
  }

  test('does not reveal which accounts exist', async () => {
    const members = await Promise.all(Array.from({ length: NAME_COUNT }, () => newMember(app.url)));
    const login = (name: string) => ({ login: name, password: 'a wrong password' });
    const known = members.map(({ username }) => login(username));
    const unknown = members.map(() => login(newName()));
    expect(await compare('/auth/login', known, unknown)).toBeGreaterThan(SIGNIFICANCE_LEVEL);
  }, 120_000);

  test('does not reveal which addresses wait for a code', async () => {
    const emails = Array.from({ length: NAME_COUNT }, () => `${newName()}@example.org`);
    for (const email of emails)
      await new ApiClient(app.url).must('POST', '/auth/register', { username: newName(), email, password: PASSWORD });
    const wrong = (email: string) => ({ email, code: '000000' });
    const unknown = emails.map(() => wrong(`${newName()}@example.org`));
    expect(await compare('/auth/verify-email', emails.map(wrong), unknown)).toBeGreaterThan(SIGNIFICANCE_LEVEL);
  }, 120_000);

  test('are compared by a test that notices a difference of five milliseconds', () => {
    const quick = Array.from({ length: 50 }, (_, index) => 10 + (index % 7));
    expect(
      mannWhitney(
        quick,
        quick.map((time) => time + 5),
      ),
    ).toBeLessThan(SIGNIFICANCE_LEVEL);
    expect(mannWhitney(quick, [...quick].reverse())).toBeGreaterThan(0.9);
  });
});
