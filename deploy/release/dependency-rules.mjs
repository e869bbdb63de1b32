/**
 * What may be in the lock file: licences, checksums, where packages come from, and versions below which an advisory
 * describes a vulnerability.
 */

/**
 * @typedef {{ version?: string, license?: string, integrity?: string, resolved?: string, dev?: boolean, link?: boolean, inBundle?: boolean }} Locked
 * @typedef {Record<string, Locked>} Packages as in package-lock.json, by path
 */

const LICENCES = new Set([
  'MIT',
  'Apache-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Python-2.0',
]);

/**
 * Licences that a named package may have beyond these, and why. A name may end in `*`.
 * @type {{ name: string, licence: string | undefined, reason: string }[]}
 */
export const exceptions = [
  { name: '@img/sharp-*', licence: 'LGPL-3.0-or-later', reason: 'libvips, loaded as a library of its own' },
  { name: 'pako', licence: 'Zlib', reason: 'the zlib licence asks for no more than MIT; of a driver of tests' },
  { name: 'nodemailer', licence: 'MIT-0', reason: 'MIT without its one condition' },
  { name: 'smtp-server', licence: 'MIT-0', reason: 'MIT without its one condition' },
  { name: '@csstools/*', licence: 'MIT-0', reason: 'MIT without its one condition' },
  { name: '@fontsource-variable/inter', licence: 'OFL-1.1', reason: 'a font, shipped under its own name' },
  { name: 'axe-core', licence: 'MPL-2.0', reason: 'a tool of tests, not shipped' },
  { name: '@axe-core/playwright', licence: 'MPL-2.0', reason: 'a tool of tests, not shipped' },
  { name: 'lightningcss*', licence: 'MPL-2.0', reason: 'a tool of the build, not shipped' },
  { name: 'caniuse-lite', licence: 'CC-BY-4.0', reason: 'data that the build reads, not shipped' },
  // The lock file repeats `license` only; these say it in another place.
  { name: 'busboy', licence: undefined, reason: 'MIT by `licenses` and its LICENSE' },
  { name: 'streamsearch', licence: undefined, reason: 'MIT by `licenses` and its LICENSE' },
  { name: 'dicer', licence: undefined, reason: 'MIT by `licenses` and its LICENSE' },
  { name: 'passport-strategy', licence: undefined, reason: 'MIT by `licenses` and its LICENSE' },
  { name: 'xmlhttprequest-ssl', licence: undefined, reason: 'MIT by `licenses` and its LICENSE' },
  { name: 'pause', licence: undefined, reason: 'MIT by its Readme.md' },
  { name: 'only', licence: undefined, reason: 'MIT by its Readme.md' },
  { name: 'combine-errors', licence: undefined, reason: 'MIT by its Readme.md' },
  { name: 'humanize-number', licence: undefined, reason: 'MIT by its Readme.md' },
];

/** Below these versions, an advisory describes a vulnerability. @type {Record<string, string>} */
export const safeSince = {
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

const REGISTRY = 'https://registry.npmjs.org/';

/** @param {string} path */
export const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** The packages of others. @param {Packages} packages @returns {[string, Locked][]} */
export const foreign = (packages) =>
  Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);

/** @param {Packages} packages @returns {string[]} */
export function licenceMistakes(packages) {
  const used = new Set();
  const mistakes = foreign(packages).flatMap(([path, { license }]) => {
    if (license && isAllowed(license, (one) => LICENCES.has(one))) return [];
    const exception = exceptions.find(
      ({ name, licence }) => matches(name, nameOf(path)) && isExcepted(license, licence),
    );
    used.add(exception);
    return exception ? [] : [`${path}: the licence ${license ?? '(not stated)'} is not on the list`];
  });
  const unused = exceptions.filter((exception) => !used.has(exception));
  return [...mistakes, ...unused.map(({ name }) => `${name}: the exception for its licence is not needed any more`)];
}

/** @param {string | undefined} license @param {string | undefined} licence */
const isExcepted = (license, licence) =>
  license === undefined || licence === undefined
    ? license === licence
    : isAllowed(license, (one) => LICENCES.has(one) || one === licence);

/** An expression of SPDX: one of those with OR between them, all of those with AND. @param {string} expression @param {(licence: string) => boolean} allowed @returns {boolean} */
function isAllowed(expression, allowed) {
  const plain = expression.replace(/[()]/g, '');
  return plain.split(' OR ').some((all) => all.split(' AND ').every((one) => allowed(one.trim())));
}

/** @param {string} pattern @param {string} name */
const matches = (pattern, name) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name);

/** @param {Packages} packages @returns {string[]} */
export function integrityMistakes(packages) {
  return foreign(packages).flatMap(([path, { integrity, resolved, inBundle }]) => [
    ...(integrity?.startsWith('sha512-') || inBundle ? [] : [`${path}: no sha512 checksum`]),
    ...(resolved === undefined || resolved.startsWith(REGISTRY) ? [] : [`${path}: comes from ${resolved}`]),
  ]);
}

/** Of what is shipped: tools are not in the image. @param {Packages} packages @returns {string[]} */
export function versionMistakes(packages) {
  const shipped = foreign(packages).filter(([, { dev }]) => !dev);
  return Object.entries(safeSince).flatMap(([name, least]) =>
    shipped
      .filter(([path]) => (name.endsWith('/') ? nameOf(path).startsWith(name) : nameOf(path) === name))
      .filter(([path, { version = '0' }]) => !ownNumbers.includes(nameOf(path)) && !atLeast(version, least))
      .map(([path, { version }]) => `${path}: ${version} is older than ${least}`),
  );
}

/** @param {string} version @param {string} least */
const atLeast = (version, least) => version.localeCompare(least, 'en', { numeric: true }) >= 0;
