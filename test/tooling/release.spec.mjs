import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { pinned } from '../../deploy/release/pin-digests.mjs';

const digest = `sha256:${'a'.repeat(64)}`;
const own = `ghcr.io/parley/parley@${digest}`;
const manifests = readdirSync('deploy/kubernetes', { recursive: true })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => join('deploy/kubernetes', name));

describe('a release', () => {
  it.each(['docker-compose.yml', ...manifests])('names every image of %s by its digest', (file) => {
    const asked = [];
    const text = pinned(readFileSync(file, 'utf8'), own, (image) => (asked.push(image), digest));
    const images = [...text.matchAll(/^\s*(?:- )?image: (.*)$/gm)].map(([, image]) => image);
    for (const image of images) expect(image).toMatch(/@sha256:a{64}$/);
    for (const image of asked) expect(image).toMatch(/^[\w./-]+:v?\d+\.\d+/);
  });

  it('is checked for vulnerabilities, and brings the list of its parts', () => {
    const { jobs } = parse(readFileSync('.github/workflows/release.yml', 'utf8'));
    const commands = jobs.release.steps.flatMap(({ run }) => run ?? []).join('\n');
    expect(commands).toMatch(/npm run --silent audit:dependencies\n/);
    expect(commands).not.toContain('--allow-unchecked');
    expect(commands).toMatch(/sbom -- --shipped (parley\.cdx\.json)[^]*gh release create .*\1/);
  });
});
