import { describe, expect, it } from '@jest/globals';
import { FairQueue } from './fair-queue.ts';

const bounds = { maxRunning: 2, maxRunningPerKey: 1, maxWaiting: 6, maxWaitingPerKey: 3, retryAfterSeconds: 5 };

/** Work that ends when it is told to, and writes down that it began. */
function controlledWork() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.push(() => resolve(name)));
  };
  const endFirst = async () => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, work, endFirst };
}

describe('FairQueue', () => {
  it('runs work at once while there is room', async () => {
    const queue = new FairQueue(bounds);
    await expect(queue.run('ada', () => Promise.resolve(1))).resolves.toBe(1);
  });

  it('keeps the share of a key, and gives the other share to another key', async () => {
    const { begun, work, endFirst } = controlledWork();
    const queue = new FairQueue(bounds);
    const all = [
      queue.run('ada', work('ada 1')),
      queue.run('ada', work('ada 2')),
      queue.run('ben', work('ben 1')),
      queue.run('ada', work('ada 3')),
      queue.run('cleo', work('cleo 1')),
    ];
    expect(begun).toEqual(['ada 1', 'ben 1']);
    await endFirst();
    expect(begun).toEqual(['ada 1', 'ben 1', 'cleo 1']);
    await endFirst();
    expect(begun).toEqual(['ada 1', 'ben 1', 'cleo 1', 'ada 2']);
    await endFirst();
    expect(begun).toEqual(['ada 1', 'ben 1', 'cleo 1', 'ada 2']); // the share of ada is one at a time
    await endFirst();
    expect(begun.at(-1)).toBe('ada 3');
    await endFirst();
    await expect(Promise.all(all)).resolves.toHaveLength(5);
  });

  it('refuses what waits beyond the share of a key, and serves other keys on', async () => {
    const { work, endFirst, begun } = controlledWork();
    const queue = new FairQueue(bounds);
    const first = [1, 2, 3, 4].map((n) => queue.run('ada', work(`ada ${n}`)));
    await expect(queue.run('ada', work('ada 5'))).rejects.toMatchObject({ code: 'unavailable', retryAfter: 5 });
    const ben = queue.run('ben', work('ben 1'));
    expect(begun).toEqual(['ada 1', 'ben 1']);
    for (let n = 0; n < 5; n++) await endFirst();
    await expect(Promise.all([...first, ben])).resolves.toHaveLength(5);
  });

  it('serves keys in turn', async () => {
    const { begun, work, endFirst } = controlledWork();
    const queue = new FairQueue({ ...bounds, maxRunning: 1, maxWaiting: 50 });
    const all = ['a', 'b', 'c'].flatMap((key) => [1, 2, 3].map((n) => queue.run(key, work(`${key}${n}`))));
    for (let ended = 0; ended < 9; ended++) await endFirst();
    expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3', 'c3']);
    await Promise.all(all);
  });

  it('goes on after work that fails', async () => {
    const queue = new FairQueue({ ...bounds, maxRunning: 1 });
    const failing = queue.run('ada', () => Promise.reject(new Error('broken')));
    const next = queue.run('ada', () => Promise.resolve('next'));
    await expect(failing).rejects.toThrow('broken');
    await expect(next).resolves.toBe('next');
  });
});
