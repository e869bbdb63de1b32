import { describe, expect, test } from 'vitest';
import { duration, fileSize } from './file-size.ts';

describe('sizes and lengths', () => {
  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [2_400_000, '2.4 MB'],
    [25_000_000, '25 MB'],
    [3_000_000_000_000, '3,000 GB'],
  ])('%i bytes', (bytes, text) => expect(fileSize(bytes, 'en')).toBe(text));

  test('are written as the language does', () => expect(fileSize(2_400_000, 'de')).toBe('2,4 MB'));

  test.each([
    [0, '0:00'],
    [5_400, '0:05'],
    [65_000, '1:05'],
    [600_000, '10:00'],
  ])('%i ms', (ms, text) => expect(duration(ms)).toBe(text));
});
