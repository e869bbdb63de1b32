import { Logger } from '@nestjs/common';
import { afterEach, expect, jest, test } from '@jest/globals';
import { metrics } from '../common/observability/metrics.ts';
import { RejectedOrigins } from './rejected-origins.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

test('each address is named once, at most fifty of them, and all are counted', async () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
  const rejected = new RejectedOrigins('https://chat.example.org');
  const before = (await metrics.rejectedOrigins.get()).values[0]?.value ?? 0;
  for (let i = 0; i < 3; i++) rejected.note('http://192.168.1.5:3000');
  expect(warn.mock.calls).toEqual([
    [expect.stringMatching(/"http:\/\/192\.168\.1\.5:3000" may not connect.*https:\/\/chat\.example\.org.*PUBLIC_URL/)],
  ]);
  for (let i = 0; i < 100; i++) rejected.note(`http://${i}.example.org`);
  expect(warn).toHaveBeenCalledTimes(50);
  expect((await metrics.rejectedOrigins.get()).values[0]?.value).toBe(before + 103);
});
