import { beforeEach, describe, expect, test } from '@jest/globals';
import { CommandQueue } from './command-queue.ts';

const aMoment = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('commands about one subject', () => {
  let queue: CommandQueue;
  let log: string[];

  /** Begins a command that ends, or allows the next command, when the test triggers it. */
  const begin = (name: string, { subject = 'room', command = 'send' } = {}) => {
    const { promise: end, resolve, reject } = Promise.withResolvers<undefined>();
    let allow: (() => void) | undefined;
    const done = queue.run(subject, command, async (allowNext) => {
      allow = allowNext;
      log.push(`${name} begins`);
      await end;
      log.push(`${name} ends`);
    });
    return { done, end: () => resolve(undefined), fail: () => reject(new Error(name)), allowNext: () => allow?.() };
  };

  beforeEach(() => {
    queue = new CommandQueue();
    log = [];
  });

  test('run one after another, and others do not wait for them', async () => {
    const [first, second] = [begin('first'), begin('second')];
    begin('elsewhere', { subject: 'another room' });
    await aMoment();
    expect(log).toEqual(['first begins', 'elsewhere begins']);
    first.end();
    await aMoment();
    expect(log.slice(2)).toEqual(['first ends', 'second begins']);
    second.end();
    await second.done;
  });

  test('of one name begin once the one before allows it', async () => {
    const [first, second, third] = [begin('first'), begin('second'), begin('third')];
    first.allowNext();
    await aMoment();
    expect(log).toEqual(['first begins', 'second begins']);
    first.end();
    await aMoment();
    expect(log).toEqual(['first begins', 'second begins', 'first ends']);
    second.end();
    third.end();
    await third.done;
    expect(log.slice(3)).toEqual(['second ends', 'third begins', 'third ends']);
  });

  test('of another name wait for all before them, and are waited for', async () => {
    const [first, second] = [begin('first'), begin('second')];
    const leave = begin('leave', { command: 'leave' });
    const late = begin('late');
    for (const { allowNext } of [first, second]) {
      allowNext();
      await aMoment();
    }
    second.end();
    await aMoment();
    expect(log).toEqual(['first begins', 'second begins', 'second ends']);
    first.end();
    await aMoment();
    expect(log.slice(3)).toEqual(['first ends', 'leave begins']);
    leave.allowNext();
    await aMoment();
    expect(log).toHaveLength(5);
    leave.end();
    late.end();
    await late.done;
    expect(log.slice(5)).toEqual(['leave ends', 'late begins', 'late ends']);
  });

  test('that fail hold up no other', async () => {
    const [first, second] = [begin('first'), begin('second')];
    first.fail();
    second.end();
    await expect(first.done).rejects.toThrow('first');
    await second.done;
    expect(log).toEqual(['first begins', 'second begins', 'second ends']);
  });
});
