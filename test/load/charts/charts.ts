import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Size } from '../growth/size.ts';
import type { Result } from '../measure.ts';
import { scenarios } from '../scenarios.ts';
import { barChart, lineChart, number } from './svg.ts';

/** What is drawn of a result: also of one that was published without its steps. */
export type DrawnResult = Pick<Result, 'peer' | 'scenario'> & {
  best?: Pick<NonNullable<Result['best']>, 'rate'>;
  steps?: Pick<NonNullable<Result['steps']>[number], 'offered' | 'deliverP50' | 'deliverP99'>[];
};

/** Those of a size of the database that are drawn. */
export type DrawnSize = Pick<Size, 'messages'> & { rows: Record<string, { p50: number; p99: number }> };

/** The questions that grow or might, as `growth.json` names them, and how a chart does. */
const GROWING: [question: string, name: string][] = [
  ['search: a rare word', 'search, rare word'],
  ['search: a middling word', 'search, middling word'],
  ['search: a word that nobody said', 'search, unknown word'],
  ['list of 500 rooms, with unread counts', 'list of 500 rooms'],
];

/** All charts that the results are enough for, by the name of their file. */
export function charts(results: readonly DrawnResult[], sizes: readonly DrawnSize[]): Map<string, string> {
  return new Map([...ratios(results), ...latencies(results), ...growth(sizes)]);
}

function ratios(results: readonly DrawnResult[]): [string, string][] {
  const rateOf = (scenario: string, name: string) =>
    results.find((result) => result.scenario === scenario && result.peer === name)?.best?.rate;
  const bars = scenarios.flatMap(({ name, title }) => {
    const [plain, parley] = [rateOf(name, 'plain'), rateOf(name, 'parley')];
    return plain && parley
      ? [{ label: `${name}: ${title}`, value: parley / plain, text: `${number(parley / plain)} ×` }]
      : [];
  });
  if (!bars.length) return [];
  const chart = barChart({
    title: 'Deliveries a second beside plain Socket.IO',
    note: 'Parley stores every message before it is delivered; plain Socket.IO stores nothing.',
    bars,
    mark: { value: 1, text: 'plain Socket.IO' },
  });
  return [['performance-ratios.svg', chart]];
}

/** One for each scenario in which Parley was measured at several rates. */
function latencies(results: readonly DrawnResult[]): [string, string][] {
  return scenarios.flatMap(({ name, title }): [string, string][] => {
    const found = results.find(({ scenario, peer }) => scenario === name && peer === 'parley');
    const steps = (found?.steps ?? [])
      .flatMap(({ offered, ...times }) => (offered === null ? [] : [{ offered, ...times }]))
      .toSorted((a, b) => a.offered - b.offered);
    const distinct = steps.filter(({ offered }, n) => offered !== steps[n - 1]?.offered);
    if (distinct.length < 3) return [];
    const chart = lineChart({
      title: `${name}, ${title}: how long a delivery takes`,
      note: 'Deliveries offered in a second, from left to right; milliseconds on a logarithmic scale.',
      places: distinct.map(({ offered }) => number(offered)),
      series: [
        { name: 'p99', values: distinct.map(({ deliverP99 }) => deliverP99) },
        { name: 'p50', values: distinct.map(({ deliverP50 }) => deliverP50) },
      ],
      unit: 'ms',
    });
    return [[`performance-latency-${name}.svg`, chart]];
  });
}

function growth(sizes: readonly DrawnSize[]): [string, string][] {
  if (sizes.length < 2) return [];
  const ordered = sizes.toSorted((a, b) => a.messages - b.messages);
  const series = GROWING.flatMap(([question, name]) => {
    const values = ordered.flatMap(({ rows }) => rows[question]?.p99 ?? []);
    return values.length === ordered.length ? [{ name, values }] : [];
  });
  const chart = lineChart({
    title: 'What grows with the number of messages',
    note: 'Messages in the database, from left to right; p99 on a logarithmic scale.',
    places: ordered.map(({ messages }) => number(messages)),
    series,
    unit: 'ms',
  });
  return [['performance-growth.svg', chart]];
}

/** @returns the names of the files */
export function writeCharts(folder: string, drawn: Map<string, string>): string[] {
  mkdirSync(folder, { recursive: true });
  for (const [name, svg] of drawn) writeFileSync(join(folder, name), svg);
  return [...drawn.keys()];
}
