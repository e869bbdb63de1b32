import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const text = readFileSync('docs/dependencies.md', 'utf8');
const manifests = [read('package.json'), read('client/package.json')];

/** The names in the first column of the tables under headings that `wanted` accepts, each with the rest of its row. */
const rows = (wanted) =>
  text
    .split(/^## /m)
    .slice(1)
    .filter((section) => wanted(section.slice(0, section.indexOf('\n'))))
    .flatMap((section) => [...section.matchAll(/^\| `([^`]+)`\s*\|(.*)\|$/gm)])
    .map(([, name, rest]) => ({ name, cells: rest.split('|').map((cell) => cell.trim()) }));

const packages = rows((heading) => heading !== 'Overrides');
const overrides = rows((heading) => heading === 'Overrides');

/** `outer > inner` for what is overridden below one package only. */
const overrideNames = (entries) =>
  Object.entries(entries).flatMap(([name, value]) =>
    typeof value === 'string' ? [name] : Object.keys(value).map((inner) => `${name} > ${inner}`),
  );

/** A package of both manifests has a line for each. */
const sorted = (names) => [...names].sort();

describe('docs/dependencies.md', () => {
  it('has a line for every package, and none for another', () => {
    const used = manifests.flatMap(({ dependencies, devDependencies, optionalDependencies }) =>
      [dependencies, devDependencies, optionalDependencies].flatMap((group) => Object.keys(group ?? {})),
    );
    expect(sorted(packages.map(({ name }) => name))).toEqual(sorted(used));
  });

  it('has a line for every override, and none for another', () => {
    const used = manifests.flatMap((manifest) => overrideNames(manifest.overrides ?? {}));
    expect(sorted(overrides.map(({ name }) => name))).toEqual(sorted(used));
  });

  it('says why, under which licence, and what would take its place', () => {
    const incomplete = [
      ...packages.filter(({ cells }) => cells.length !== 3 || cells.some((cell) => !cell)),
      ...overrides.filter(({ cells }) => cells.length !== 2 || cells.some((cell) => !cell)),
    ];
    expect(incomplete).toEqual([]);
  });

  it('names the licence that the package itself names', () => {
    const { packages: locked } = read('package-lock.json');
    const licenceOf = (name) =>
      (locked[`node_modules/${name}`] ?? locked[`client/node_modules/${name}`])?.license ?? 'not in the lock file';
    const wrong = packages.filter(({ name, cells: [licence] }) => licence !== licenceOf(name));
    expect(wrong.map(({ name, cells: [licence] }) => `${name}: ${licence}, not ${licenceOf(name)}`)).toEqual([]);
  });
});
