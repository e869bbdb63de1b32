import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** Rows of docs/architecture.md that name a file and what it holds: `| … | `path` | `name` | …`. */
const rows = readFileSync('docs/architecture.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const found = /\| `([\w./-]+\.ts)` \| `(\w+)`/.exec(line);
    return found ? [[found[1], found[2]]] : [];
  });

describe('docs/architecture.md', () => {
  it('has rows to check', () => expect(rows.length).toBeGreaterThan(40));

  it.each(rows)('%s holds %s', (file, name) => {
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`\\b${name}\\b`));
  });
});
