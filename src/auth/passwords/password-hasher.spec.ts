import { beforeAll, describe, expect, test } from '@jest/globals';
import { readConfig } from '../../common/config.ts';
import type { Problem } from '../../common/problem.ts';
import { PasswordHasher } from './password-hasher.ts';

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

describe('password hashes', () => {
  let passwords: PasswordHasher;

  beforeAll(async () => {
    passwords = new PasswordHasher(
      readConfig({
        DATABASE_URL: 'postgres://localhost/none',
        MAIL_SERVER: 'localhost',
        SECRET_KEY: 'a secret that is only used by tests, 32 bytes and more',
      }),
    );
    await passwords.onModuleInit();
  });

  test('match the password they were made of, and no other', async () => {
    const stored = await passwords.hash('a fine long password');
    expect(await passwords.matches('a fine long password', stored, 'sign-in')).toBe(true);
    expect(await passwords.matches('another password', stored, 'other')).toBe(false);
    expect(await passwords.matches('nobody has this password', null, 'sign-in')).toBe(false);
  });

  test('of other kinds never block a sign-in', async () => {
    const others = outcomes(Array.from({ length: MANY }, () => passwords.hash('junk')));
    let othersDone = false;
    void others.then(() => (othersDone = true));
    await expect(passwords.matches('x', null, 'sign-in')).resolves.toBe(false);
    // It was served before earlier requests.
    expect(othersDone).toBe(false);
    const { done, refused } = await others;
    expect(refused).toBeGreaterThan(0);
    expect(done + refused).toBe(MANY);
  }, 60_000);

  test('of sign-ins are refused rather than left waiting, and leave room to others', async () => {
    const signIns = outcomes(Array.from({ length: MANY }, () => passwords.matches('x', null, 'sign-in')));
    await expect(passwords.hash('mine')).resolves.toMatch(/^bcrypt-hmac\$/);
    const { done, refused } = await signIns;
    expect(refused).toBeGreaterThan(0);
    expect(done + refused).toBe(MANY);
  }, 60_000);
});
