import { describe, expect, test } from 'vitest';
import { volumeLevel, downsample } from './waveform.ts';

describe('loudness', () => {
  test('is 0 in silence and 100 at the loudest', () => {
    expect(volumeLevel(new Float32Array(64))).toBe(0);
    expect(volumeLevel(new Float32Array(64).fill(1))).toBe(100);
  });

  test('lies between for speech', () => {
    const speech = volumeLevel(new Float32Array(64).fill(0.05));
    expect(speech).toBeGreaterThan(20);
    expect(speech).toBeLessThan(80);
  });
});

describe('a waveform', () => {
  test.each([0, 1, 10, 64, 65, 1000])('has its 64 steps after %i samples', (samples) =>
    expect(downsample(Array<number>(samples).fill(50), 64)).toHaveLength(64),
  );

  test('keeps the loudest of each stretch', () => expect(downsample([1, 90, 2, 3], 2)).toEqual([90, 3]));

  test('is flat without samples', () => expect(downsample([], 3)).toEqual([0, 0, 0]));
});
