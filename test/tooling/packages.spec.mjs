import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const { packages } = read('package-lock.json');
/** The packages that the server or the client ships; tools are not in the image. */
const shipped = Object.entries(packages).filter(([path, { dev }]) => path.includes('node_modules/') && !dev);

/** Below these versions, an advisory describes a vulnerability. */
const safeSince = {
  'socket.io-parser': '4.2.7',
  'engine.io': '6.6.10',
  ws: '8.21.0',
  '@nestjs/': '11.1.18',
  multer: '2.2.0',
  sharp: '0.35.0',
  typeorm: '1.1.0',
  nodemailer: '10.0.5',
  handlebars: '4.7.10',
  '@angular/': '22.0.0',
  'class-validator': '0.14.0',
  yauzl: '3.2.1',
  dompurify: '3.4.17',
};
/** Nest's packages that have version numbers of their own. */
const ownNumbers = ['@nestjs/throttler', '@nestjs/mapped-types'];

const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const atLeast = (version, least) => version.localeCompare(least, 'en', { numeric: true }) >= 0;

describe('the packages', () => {
  it.each(['package.json', 'client/package.json'])('are pinned exactly in %s', (file) => {
    const { dependencies, devDependencies, optionalDependencies } = read(file);
    const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it.each(Object.entries(safeSince))('ship no %s older than %s', (name, least) => {
    const found = shipped.filter(([path]) =>
      name.endsWith('/') ? nameOf(path).startsWith(name) : nameOf(path) === name,
    );
    const old = found.filter(([path, { version }]) => !ownNumbers.includes(nameOf(path)) && !atLeast(version, least));
    expect(old.map(([path, { version }]) => `${path} ${version}`)).toEqual([]);
  });

  // A registry that lags may hide the build for another platform: the lock then works on this one only, or `npm ci` refuses it.
  it('are locked for every platform', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !above(path).some((folder) => packages[`${folder}node_modules/${name}`]))
        .map((name) => `${path || 'the root'} lacks ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('come with a checksum', () => {
    const unsigned = shipped.filter(([, { link, integrity }]) => !link && !integrity);
    expect(unsigned.map(([path]) => path)).toEqual([]);
  });
});

/** The folders in which Node looks for what a package needs. */
function above(path) {
  const folders = [''];
  for (let at = path; at; at = at.slice(0, Math.max(at.lastIndexOf('/node_modules/'), 0))) folders.push(`${at}/`);
  return folders;
}
