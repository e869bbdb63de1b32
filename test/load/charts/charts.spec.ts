import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { charts, type DrawnResult, type DrawnSize } from './charts.ts';
import { barChart, lineChart } from './svg.ts';

const published = <T>(name: string): T[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../published', name), 'utf8')) as T[];
const drawn = charts(published<DrawnResult>('results.json'), published<DrawnSize>('growth.json'));

/** Rendered by the library that parses it as XML. */
const sizeOf = async (svg: string) => {
  const { width, height } = await sharp(Buffer.from(svg))
    .png()
    .toBuffer({ resolveWithObject: true })
    .then(({ info }) => info);
  return { width, height };
};

describe('the charts of the documentation', () => {
  test.each([...drawn])('are what the published results give: %s', (name, svg) => {
    expect(readFileSync(join(import.meta.dirname, '../../../docs/images', name), 'utf8')).toBe(svg);
  });

  test.each([...drawn])('are well-formed: %s', async (_, svg) => {
    expect(await sizeOf(svg)).toMatchObject({ width: 720 });
  });

  test('say each number to a screen reader, and show it', () => {
    const ratios = drawn.get('performance-ratios.svg') ?? '';
    for (const label of ['S1: 1 room of 100: 4.5 ×', 'S2: 100 rooms of 10: 0.55 ×', 'S4: 500 pairs: 0.22 ×'])
      expect(ratios).toContain(label);
    expect(ratios).toMatch(/role="img" aria-labelledby="title numbers"/);
    expect(ratios).toContain('>4.5 ×</text>');
    expect(drawn.get('performance-growth.svg')).toContain(
      'search, middling word: 1,000,000: 113 ms, 10,000,000: 972 ms',
    );
  });

  test('are readable on a dark page', () => {
    for (const svg of drawn.values()) expect(svg).toContain('prefers-color-scheme:dark');
  });
});

describe('a chart', () => {
  test('takes any name as it is', async () => {
    const svg = barChart({ title: 'A & B', note: '<none>', bars: [{ label: '"<a> & b"', value: 1, text: '1' }] });
    expect(svg).toContain('&quot;&lt;a&gt; &amp; b&quot;: 1');
    expect(await sizeOf(svg)).toMatchObject({ width: 720 });
  });

  test('of lines has each of its numbers, and labels that do not cover each other', async () => {
    const series = [1, 1.01, 1.02].map((value) => ({ name: `of ${value}`, values: [value, value] }));
    const svg = lineChart({ title: 'Lines', note: '', places: ['a', 'b'], series, unit: 'ms' });
    expect(svg).toContain('of 1: a: 1 ms, b: 1 ms; of 1.01: a: 1 ms, b: 1 ms');
    const heights = [...svg.matchAll(/y="([\d.]+)">of/g)].map(([, y]) => Number(y)).toSorted((a, b) => a - b);
    expect(heights).toHaveLength(3);
    for (const [n, y] of heights.entries()) expect(y - (heights[n - 1] ?? 0)).toBeGreaterThan(16);
    expect(await sizeOf(svg)).toMatchObject({ width: 720 });
  });

  test('is drawn of as many rates as were measured', () => {
    const steps = [4_000, 1_000, 2_000].map((offered) => ({
      offered,
      deliverP50: offered / 1000,
      deliverP99: offered / 100,
    }));
    const [[name, svg] = []] = charts([{ peer: 'parley', scenario: 'S2', steps }], []);
    expect(name).toBe('performance-latency-S2.svg');
    expect(svg).toContain('p99: 1,000: 10 ms, 2,000: 20 ms, 4,000: 40 ms; p50: 1,000: 1 ms, 2,000: 2 ms, 4,000: 4 ms');
    expect(charts([{ peer: 'parley', scenario: 'S2', steps: steps.slice(1) }], []).size).toBe(0);
  });
});
