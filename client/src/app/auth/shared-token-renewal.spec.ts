import { locks } from 'node:worker_threads';
import type { Login } from '@api/auth/auth.dto.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { SharedTokenRenewal } from './shared-token-renewal.ts';

/** Locks and channels are real; only the server is played by the test. */
describe('the renewal that tabs share', () => {
  const open: SharedTokenRenewal[] = [];
  let requests = 0;
  let fails = false;

  const tab = (renewed: (login: Login) => void = () => undefined) => {
    const renewal = new SharedTokenRenewal(refresh, renewed, locks);
    open.push(renewal);
    return renewal;
  };
  const refresh = async () => {
    const number = ++requests;
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (fails) throw new Error('The server is away');
    return { accessToken: `token ${number}` } as Login;
  };
  const tokens = (renewals: SharedTokenRenewal[]) =>
    Promise.all(renewals.map(async (each) => (await each.login()).accessToken));

  afterEach(() => {
    for (const renewal of open.splice(0)) renewal.close();
    requests = 0;
    fails = false;
  });

  it('asks the server once for all that ask at the same instant', async () => {
    expect(await tokens([tab(), tab(), tab(), tab()])).toEqual(Array(4).fill('token 1'));
    expect(requests).toBe(1);
  });

  it('asks again on a later request: the token at hand may be refused', async () => {
    const one = tab();
    await tokens([one, tab()]);
    expect(await tokens([one])).toEqual(['token 2']);
    expect(await tokens([one])).toEqual(['token 3']);
  });

  it('reaches tabs that have not asked', async () => {
    const received = new Promise<Login>((resolve) => tab(resolve));
    await tab().login();
    expect(await received).toEqual({ accessToken: 'token 1' });
  });

  it('lets the next tab try when the first tab fails', async () => {
    fails = true;
    const [one, other] = [tab(), tab()];
    const first = one.login().finally(() => (fails = false));
    const second = other.login();
    await expect(first).rejects.toThrow('away');
    expect((await second).accessToken).toBe('token 2');
  });

  it('asks for itself where there are no locks', async () => {
    const one = new SharedTokenRenewal(refresh, () => undefined, undefined);
    open.push(one);
    expect(await tokens([one])).toEqual(['token 1']);
  });
});
