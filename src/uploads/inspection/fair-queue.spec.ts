import { describe, expect, test } from '@jest/globals';
import { FairQueue } from './fair-queue.ts';

/** What may begin has begun. */
const begun = () => new Promise((resolve) => setImmediate(resolve));

/** Work that ends when it is told to. */
function controlled(order: string[]) {
  const ends: (() => void)[] = [];
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      order.push(name);
      ends.push(() => resolve(name));
    });
  const endNext = async () => {
    ends.shift()?.();
    await begun();
  };
  return { work, endNext };
}

describe('the queue of inspections', () => {
  test('lets the one picture of a person pass 54 of another', async () => {
    const order: string[] = [];
    const { work, endNext } = controlled(order);
    const queue = new FairQueue(2, 50);
    for (let i = 0; i < 54; i++) void queue.run('mallory', work(`m${i}`));
    void queue.run('ada', work('a'));
    await begun();
    expect(order).toEqual(['m0', 'a']); // a child each: the others of mallory wait, though one was free
    await endNext();
    expect(order).toEqual(['m0', 'a', 'm1']);
  });

  test('goes round: nobody waits for two of the same person', async () => {
    const order: string[] = [];
    const { work, endNext } = controlled(order);
    const queue = new FairQueue(1, 50);
    for (const name of ['a', 'b', 'c']) for (let i = 0; i < 3; i++) void queue.run(name, work(`${name}${i}`));
    await begun();
    for (let i = 0; i < 8; i++) await endNext();
    expect(order).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'c1', 'a2', 'b2', 'c2']);
  });

  test('has room for so many people, and goes on after a failure', async () => {
    const queue = new FairQueue(1, 1);
    const failed = queue.run('a', () => Promise.reject(new Error('no')));
    const second = queue.run('b', () => Promise.resolve('done'));
    expect(await queue.run('c', () => Promise.resolve('done'))).toBe('queue-full');
    await expect(failed).rejects.toThrow('no');
    expect(await second).toBe('done');
    expect(await queue.run('c', () => Promise.resolve('done'))).toBe('done');
  });
});
