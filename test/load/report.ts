import type { Step } from './load.ts';
import type { Result } from './measure.ts';
import { scenarios } from './scenarios.ts';

const whole = (number: number) => Math.round(number).toLocaleString('en-US');
const ratio = (own: number | undefined, other: number | undefined) => (own && other ? (own / other).toFixed(2) : '–');

/** A step in one line. */
export const formatStep = (step: Step): string =>
  [
    `  ${step.offered === null ? 'closed loop' : `offered ${whole(step.offered)}/s`}: ${whole(step.rate)} deliveries/s`,
    `deliver p50 ${step.deliverP50.toFixed(2)} p99 ${step.deliverP99.toFixed(2)} ms`,
    `ack p50 ${step.ackP50.toFixed(2)} p99 ${step.ackP99.toFixed(2)} ms`,
    `lost ${step.lost} doubled ${step.doubled} reordered ${step.reordered} refused ${step.refused} unanswered ${step.unanswered}`,
    `CPU ms/1000 ${step.cpu.toFixed(1)} (${step.cpuWithDatabase.toFixed(1)})`,
    `cores ${step.serverCores.toFixed(2)}, generator ${step.generatorCores.toFixed(2)}, strangers ${step.strangersCores.toFixed(2)}`,
    `${whole(step.memory)} MB`,
  ].join('; ');

/** Markdown tables, one for each scenario. */
export function tables(results: readonly Result[]): string {
  return scenarios
    .map((scenario) => ({ scenario, of: results.filter((result) => result.scenario === scenario.name) }))
    .filter(({ of }) => of.length)
    .map(({ scenario: { name, title, kind }, of }) => `### ${name}: ${title}\n\n${table(kind, of)}`)
    .join('\n\n');
}

const table = (kind: (typeof scenarios)[number]['kind'], results: Result[]): string =>
  kind === 'fan-out' ? fanOutTable(results) : kind === 'idle' ? idleTable(results) : stormTable(results);

const rows = (head: string[], lines: string[][]) =>
  [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function fanOutTable(results: Result[]): string {
  const of = (name: string) => results.find(({ peer }) => peer === name)?.best?.rate;
  const head = ['Server', 'Deliveries/s (least–most)', '× plain', '× naive', 'p50 / p99 ms', 'ack p50 / p99 ms'];
  return rows(
    [...head, 'CPU ms per 1,000 (+ database)', "strangers' cores", 'RSS MB', 'lost / doubled / reordered'],
    results.map(({ peer, best, rates = [], light, steps = [] }) => [
      peer,
      best ? whole(best.rate) + range(rates) : '–',
      ratio(best?.rate, of('plain')),
      ratio(best?.rate, of('naive')),
      light ? `${light.deliverP50.toFixed(2)} / ${light.deliverP99.toFixed(2)}` : '–',
      light ? `${light.ackP50.toFixed(2)} / ${light.ackP99.toFixed(2)}` : '–',
      best ? `${best.cpu.toFixed(1)} (${best.cpuWithDatabase.toFixed(1)})` : '–',
      best ? best.strangersCores.toFixed(2) : '–',
      best ? whole(best.memory) : '–',
      sums(steps),
    ]),
  );
}

/** Of several searches. */
const range = (rates: number[]) =>
  rates.length > 1 ? ` (${whole(Math.min(...rates))}–${whole(Math.max(...rates))})` : '';

const sums = (steps: Step[]) =>
  (['lost', 'doubled', 'reordered'] as const)
    .map((what) => whole(steps.reduce((sum, step) => sum + step[what], 0)))
    .join(' / ');

function idleTable(results: Result[]): string {
  const plain = results.find(({ peer }) => peer === 'plain')?.idle?.kilobytesEach;
  return rows(
    ['Server', 'Connections', 'KB each', '× plain', 'RSS MB', 'all in after s'],
    results.map(({ peer, idle }) =>
      idle
        ? [
            peer,
            whole(idle.connections),
            idle.kilobytesEach.toFixed(1),
            ratio(idle.kilobytesEach, plain),
            whole(idle.megabytes),
            idle.seconds.toFixed(1),
          ]
        : [peer],
    ),
  );
}

function stormTable(results: Result[]): string {
  const plain = results.find(({ peer }) => peer === 'plain')?.storm?.seconds;
  return rows(
    ['Server', 'Connections', 'all back after s', '× plain', 'p50 / p99 ms', 'CPU ms each'],
    results.map(({ peer, storm }) =>
      storm
        ? [
            peer,
            whole(storm.connections),
            storm.seconds.toFixed(2),
            ratio(storm.seconds, plain),
            `${whole(storm.p50)} / ${whole(storm.p99)}`,
            storm.cpuEach.toFixed(2),
          ]
        : [peer],
    ),
  );
}
