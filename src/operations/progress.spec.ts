import { setTimeout as delay } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { withProgress } from './progress.ts';

test('what takes long is told every five seconds and at its end, what is quick is not', async () => {
  jest.useFakeTimers({ doNotFake: ['setTimeout'] });
  try {
    const lines: string[] = [];
    await withProgress(
      'Quick',
      (line) => lines.push(line),
      () => delay(1),
    );
    expect(lines).toEqual([]);
    await withProgress(
      'Table messages',
      (line) => lines.push(line),
      async (advance) => {
        advance('40 % of 10 rows');
        await jest.advanceTimersByTimeAsync(11_000);
      },
    );
    expect(lines).toEqual([
      'Table messages: 40 % of 10 rows, 5.0 s',
      'Table messages: 40 % of 10 rows, 10.0 s',
      'Table messages: done, 11.0 s',
    ]);
  } finally {
    jest.useRealTimers();
  }
});
