import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { newDatabase } from '../support/app.ts';
import { type BuiltServer, freePort, startBuiltServer } from '../support/built-server.ts';

interface Rules {
  groups: { rules: { alert: string; expr: string }[] }[];
}

const { groups } = parse(readFileSync('deploy/monitoring/alerts.yaml', 'utf8')) as Rules;
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(readFileSync('deploy/monitoring/grafana.json', 'utf8')) as {
  panels: { title: string; targets: { expr: string }[] }[];
};
const scaler = readFileSync('deploy/kubernetes/overlays/production/autoscale.yaml', 'utf8');

/** The series of a histogram have names of their own. */
const namesIn = (text: string) =>
  [...text.matchAll(/\bparley_\w+/g)].map(([name]) => name.replace(/_seconds_(bucket|count|sum)$/, '_seconds'));

describe('monitoring', () => {
  let server: BuiltServer;
  let served: string[];

  beforeAll(async () => {
    const port = await freePort();
    server = await startBuiltServer(await newDatabase(), undefined, { METRICS_PORT: String(port) });
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const deprecated = new Set([...text.matchAll(/^# HELP (\w+) Deprecated/gm)].map(([, name]) => name));
    served = [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name).filter((name) => !deprecated.has(name));
  }, 60_000);

  afterAll(() => server.stop('SIGTERM'));

  test.each([
    ...rules.map(({ alert, expr }) => [`the alert ${alert}`, expr] as const),
    ...dashboard.panels.map(
      ({ title, targets }) => [`the panel ${title}`, targets.map(({ expr }) => expr).join(' ')] as const,
    ),
    ['the autoscaler', scaler.slice(scaler.indexOf('kind:'))] as const,
  ])('%s asks for current names of what the server counts', (_, text) => {
    expect(served).toEqual(expect.arrayContaining(namesIn(text.replaceAll('parley_web', ''))));
  });

  test.each(rules.map(({ alert }) => alert))('%s has a runbook', (alert) => {
    expect(readFileSync('docs/operations/monitoring.md', 'utf8')).toContain(`\n### ${alert}\n`);
  });
});
