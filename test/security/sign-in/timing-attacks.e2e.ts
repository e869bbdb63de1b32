import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Database } from '../../../src/common/database/database.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { mannWhitney } from '../../support/mann-whitney.ts';
import { ApiClient, type Member, newMember, newName, PASSWORD } from '../../support/member.ts';

/** The probability below which response times tell two kinds of names apart. */
const SIGNIFICANCE_LEVEL = 0.001;
/** Few, because each attempt takes a hash; one that is left out shows in fewer. */
const NAME_COUNT = 4;
/** Failed attempts of a name that are not throttled: the seventh would be refused without a hash. */
const ATTEMPTS_PER_NAME = 4;

describe('the time of a sign-in', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
  });

  afterAll(() => app.close());

  /** Asks for each kind in turn, so that other load falls on all alike. The answers are to be the same, letter by letter. */
  async function timesOf(path: string, kinds: object[][]): Promise<number[][]> {
    const times: number[][] = kinds.map(() => []);
    const answers = new Set<string>();
    for (let turn = 0; turn < NAME_COUNT * ATTEMPTS_PER_NAME; turn++)
      for (const [index, kind] of kinds.entries()) {
        const begin = performance.now();
        const { status, body } = await new ApiClient(app.url).ask<object>('POST', path, kind[turn % NAME_COUNT]);
        times[index]?.push(performance.now() - begin);
        answers.add(JSON.stringify(status < 300 ? status : { ...body, requestId: undefined }));
      }
    expect([...answers]).toHaveLength(1);
    return times;
  }

  /** Which kinds take another time than the first. */
  async function differing(path: string, kinds: Record<string, object[]>): Promise<string[]> {
    const [first = [], ...others] = await timesOf(path, Object.values(kinds));
    const names = Object.keys(kinds).slice(1);
    return names.filter((_, index) => mannWhitney(first, others[index] ?? []) < SIGNIFICANCE_LEVEL);
  }

  /** What other work of the machine makes of it once does not come twice; what tells names apart does. */
  async function expectAlike(path: string, makeKinds: () => Promise<Record<string, object[]>>): Promise<void> {
    const once = await differing(path, await makeKinds());
    const twice = once.length ? await differing(path, await makeKinds()) : [];
    expect(twice.filter((name) => once.includes(name))).toEqual([]);
  }

  const someMembers = () => Promise.all(Array.from({ length: NAME_COUNT }, () => newMember(app.url)));
  const set = (column: string, members: Member[]) =>
    app.nest
      .get(Database, { strict: false })
      .query(`UPDATE users SET ${column} WHERE id = ANY($1)`, [members.map(({ id }) => id)]);
  const addressOf = ({ username }: Member) => `${username}@example.org`;

  test('T38: is the same for a wrong password, nobody, who has no password and who is disabled', async () => {
    await expectAlike('/auth/login', async () => {
      const [byName, byAddress] = [await someMembers(), await someMembers()];
      const [ofProviders, disabled] = [await someMembers(), await someMembers()];
      await set('password_hash = NULL', ofProviders);
      await set('disabled_at = now()', disabled);
      const wrong = (login: string) => ({ login, password: 'a wrong password' });
      return {
        'a wrong password': byName.map(({ username }) => wrong(username)),
        'by address': byAddress.map((member) => wrong(addressOf(member))),
        nobody: byName.map(() => wrong(newName())),
        'no password': ofProviders.map(({ username }) => wrong(username)),
        'the right one of a disabled account': disabled.map(({ username: login }) => ({ login, password: PASSWORD })),
      };
    });
  }, 240_000);

  test('T38: is the same for a code of an address that waits and of one that does not', async () => {
    await expectAlike('/auth/verify-email', async () => {
      const emails = Array.from({ length: NAME_COUNT }, () => `${newName()}@example.org`);
      for (const email of emails)
        await new ApiClient(app.url).must('POST', '/auth/register', { username: newName(), email, password: PASSWORD });
      const wrong = (email: string) => ({ email, code: '000000' });
      return { waits: emails.map(wrong), unknown: emails.map(() => wrong(`${newName()}@example.org`)) };
    });
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
