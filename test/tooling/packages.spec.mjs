import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { integrityMistakes, licenceMistakes, versionMistakes } from '../../deploy/release/dependency-rules.mjs';

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const { packages } = read('package-lock.json');

describe('the packages', () => {
  it.each(['package.json', 'client/package.json'])('are pinned exactly in %s', (file) => {
    const { dependencies, devDependencies, optionalDependencies } = read(file);
    const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('ship nothing that an advisory describes', () => expect(versionMistakes(packages)).toEqual([]));

  it('have licences that are on the list, or a reason', () => expect(licenceMistakes(packages)).toEqual([]));

  // A registry that lags may hide the build for another platform: the lock then works on this one only, or `npm ci` refuses it.
  it('are locked for every platform', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !above(path).some((folder) => packages[`${folder}node_modules/${name}`]))
        .map((name) => `${path || 'the root'} lacks ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('come with a checksum, from one registry', () => expect(integrityMistakes(packages)).toEqual([]));
});

/** The folders in which Node looks for what a package needs. */
function above(path) {
  const folders = [''];
  for (let at = path; at; at = at.slice(0, Math.max(at.lastIndexOf('/node_modules/'), 0))) folders.push(`${at}/`);
  return folders;
}
