import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { hash } from '@node-rs/bcrypt';
import { readConfig } from '../../common/config.ts';
import type { Problem } from '../../common/problem.ts';
import { isOutdated, PasswordHasher } from './password-hasher.ts';

/** More than may wait in total. */
const MANY = 80;

const outcomes = async (work: Promise<unknown>[]) => {
  const settled = await Promise.allSettled(work);
  return {
    done: settled.filter(({ status }) => status === 'fulfilled').length,
    refused: settled.filter((one) => one.status === 'rejected' && (one.reason as Problem).code === 'unavailable')
      .length,
  };
};

const config = readConfig({
  DATABASE_URL: 'postgres://localhost/none',
  MAIL_SERVER: 'localhost',
  SECRET_KEY: 'a secret that is only used by tests, 32 bytes and more',
});

describe('password hashes', () => {
  let passwords: PasswordHasher;

  beforeAll(async () => {
    passwords = new PasswordHasher(config);
    await passwords.onModuleInit();
  });

  test('match the password they were made of, and no other', async () => {
    const stored = await passwords.hash('a fine long password', 'ada');
    expect(await passwords.matches('a fine long password', stored, 'sign-in', 'ada')).toBe(true);
    expect(await passwords.matches('another password', stored, 'other', 'ada')).toBe(false);
    expect(await passwords.matches('nobody has this password', null, 'sign-in', 'ada')).toBe(false);
  });

  test('of other kinds never block a sign-in', async () => {
    const others = outcomes(Array.from({ length: MANY }, () => passwords.hash('junk', 'mallory')));
    let othersDone = false;
    void others.then(() => (othersDone = true));
    await expect(passwords.matches('x', null, 'sign-in', 'ada')).resolves.toBe(false);
    // It was served before earlier requests.
    expect(othersDone).toBe(false);
    const { done, refused } = await others;
    expect(refused).toBeGreaterThan(0);
    expect(done + refused).toBe(MANY);
  }, 60_000);

  test('of sign-ins are refused rather than left waiting, and leave room to others', async () => {
    const signIns = outcomes(Array.from({ length: MANY }, () => passwords.matches('x', null, 'sign-in', 'ada')));
    await expect(passwords.hash('mine', 'ada')).resolves.toMatch(/^bcrypt-nfkc\$/);
    const { done, refused } = await signIns;
    expect(refused).toBeGreaterThan(0);
    expect(done + refused).toBe(MANY);
  }, 60_000);

  test('of one address leave room to other addresses', async () => {
    const junk = outcomes(Array.from({ length: MANY }, () => passwords.matches('x', null, 'sign-in', 'mallory')));
    let junkDone = false;
    void junk.then(() => (junkDone = true));
    await expect(passwords.matches('x', null, 'sign-in', 'ada')).resolves.toBe(false);
    expect(junkDone).toBe(false);
    expect((await junk).done).toBeLessThan(MANY / 2);
  }, 60_000);

  test('match whatever keyboard the password was typed on', async () => {
    const stored = await passwords.hash('pässwört éclair 77', 'ada');
    for (const typed of ['pässwört éclair 77'.normalize('NFD'), 'pässwört éclair ７７'])
      expect(await passwords.matches(typed, stored, 'sign-in', 'ada')).toBe(true);
  });

  test('of the older scheme match the bytes that were typed, and are told apart', async () => {
    const typed = 'pässwört éclair 77'.normalize('NFD');
    const keyed = createHmac('sha384', config.key('password')).update(typed, 'utf8').digest('base64');
    const stored = `bcrypt-hmac$${await hash(keyed, 4)}`;
    expect(await passwords.matches(typed, stored, 'sign-in', 'ada')).toBe(true);
    expect([isOutdated(stored), isOutdated(await passwords.hash('x', 'ada'))]).toEqual([true, false]);
  });
});
