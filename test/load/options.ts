import { parseArgs } from 'node:util';
import { scenarios } from './scenarios.ts';

const USAGE = `npm run bench -- [--scenario S1,S2,…] [--peer plain,naive,parley,two] [--seconds 3] [--runs 3] [--rate 20000]
              --rate: deliveries per second at which to load, instead of a search for the highest
              --waiting 256: so many messages on their way at any time, each answer lets the next one go; for what a delivery
                costs, which a busy machine disturbs least
              --runs: how often the highest rate is searched; the median counts, the others are its spread
              --quick: ratios to plain Socket.IO in about five minutes, on a machine that need not be quiet
              --report: only print the tables of what was measured before, and draw its charts
              --charts: only draw the charts of the documentation, from test/load/published
              --short [--output FILE]: half a minute of Parley alone, for correctness only`;

/** Parses the command line; an unknown word ends the run with the usage. */
export function readOptions(names: readonly string[]) {
  try {
    const { values } = parseArgs({
      options: {
        scenario: { type: 'string', default: scenarios.map(({ name }) => name).join() },
        // The second node is asked for by name: with it a run takes a third longer.
        peer: { type: 'string', default: names.filter((name) => name !== 'two').join() },
        seconds: { type: 'string', default: '3' },
        rate: { type: 'string' },
        waiting: { type: 'string' },
        runs: { type: 'string', default: '3' },
        quick: { type: 'boolean', default: false },
        report: { type: 'boolean', default: false },
        charts: { type: 'boolean', default: false },
        short: { type: 'boolean', default: false },
        output: { type: 'string' },
      },
    });
    return {
      ...values,
      scenarios: scenarios.filter(({ name }) => chosen(values.scenario, scenarios).includes(name)),
      peers: chosen(
        values.peer,
        names.map((name) => ({ name })),
      ),
      seconds: positive(values.seconds),
      runs: Math.round(positive(values.runs)),
      rate: values.rate === undefined ? undefined : positive(values.rate),
      waiting: values.waiting === undefined ? undefined : positive(values.waiting),
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
}

function chosen(list: string, all: readonly { name: string }[]): string[] {
  const words = list.split(',');
  const unknown = words.find((word) => !all.some(({ name }) => name === word));
  if (unknown !== undefined) throw new Error(`There is no ${JSON.stringify(unknown)}`);
  return words;
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`${JSON.stringify(text)} is no number above 0`);
  return number;
}
