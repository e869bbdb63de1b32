import { beforeEach, describe, expect, test } from '@jest/globals';
import { CommandQueue } from './command-queue.ts';

const aMoment = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('commands about one thing', () => {
  let turns: CommandQueue;
  let heard: string[];

  /** Begins a command that ends, or steps aside, when it is told to. */
  const begin = (name: string, { line = 'room', command = 'send' } = {}) => {
    const { promise: end, resolve, reject } = Promise.withResolvers<undefined>();
    let aside: (() => void) | undefined;
    const done = turns.run(line, command, async (stepAside) => {
      aside = stepAside;
      heard.push(`${name} begins`);
      await end;
      heard.push(`${name} ends`);
    });
    return { done, end: () => resolve(undefined), fail: () => reject(new Error(name)), stepAside: () => aside?.() };
  };

  beforeEach(() => {
    turns = new CommandQueue();
    heard = [];
  });

  test('run one after another, and others do not wait for them', async () => {
    const [first, second] = [begin('first'), begin('second')];
    begin('elsewhere', { line: 'another room' });
    await aMoment();
    expect(heard).toEqual(['first begins', 'elsewhere begins']);
    first.end();
    await aMoment();
    expect(heard.slice(2)).toEqual(['first ends', 'second begins']);
    second.end();
    await second.done;
  });

  test('of one kind begin once the one before steps aside', async () => {
    const [first, second, third] = [begin('first'), begin('second'), begin('third')];
    first.stepAside();
    await aMoment();
    expect(heard).toEqual(['first begins', 'second begins']);
    first.end();
    await aMoment();
    expect(heard).toEqual(['first begins', 'second begins', 'first ends']);
    second.end();
    third.end();
    await third.done;
    expect(heard.slice(3)).toEqual(['second ends', 'third begins', 'third ends']);
  });

  test('of another kind wait for all before them, aside or not, and are waited for', async () => {
    const [first, second] = [begin('first'), begin('second')];
    const leave = begin('leave', { command: 'leave' });
    const late = begin('late');
    for (const { stepAside } of [first, second]) {
      stepAside();
      await aMoment();
    }
    second.end();
    await aMoment();
    expect(heard).toEqual(['first begins', 'second begins', 'second ends']);
    first.end();
    await aMoment();
    expect(heard.slice(3)).toEqual(['first ends', 'leave begins']);
    leave.stepAside();
    await aMoment();
    expect(heard).toHaveLength(5);
    leave.end();
    late.end();
    await late.done;
    expect(heard.slice(5)).toEqual(['leave ends', 'late begins', 'late ends']);
  });

  test('that fail hold up nobody', async () => {
    const [first, second] = [begin('first'), begin('second')];
    first.fail();
    second.end();
    await expect(first.done).rejects.toThrow('first');
    await second.done;
    expect(heard).toEqual(['first begins', 'second begins', 'second ends']);
  });
});
