import { describe, expect, it } from 'vitest';
import { PageLoader } from './page-loader.ts';

describe('the pages of history', () => {
  it('are loaded one at a time', async () => {
    const pages = new PageLoader();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const first = pages.next(() => promise);
    let second = 0;
    const count = () => {
      second++;
      return Promise.resolve();
    };
    await pages.next(count);
    expect(second).toBe(0);
    resolve(undefined);
    await first;
    await pages.next(count);
    expect(second).toBe(1);
  });

  it('can be asked for again when one could not be loaded', async () => {
    const pages = new PageLoader();
    await pages.next(() => Promise.reject(new Error('unreachable')));
    expect(pages.failed()).toBe(true);
    await pages.next(() => Promise.resolve());
    expect(pages.failed()).toBe(false);
  });
});
