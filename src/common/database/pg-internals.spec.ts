import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { VERIFIED_VERSIONS } from './pg-internals.ts';

const installed = (library: string): string => {
  const file = join(import.meta.dirname, '../../../node_modules', library, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
};

test('the private parts of pg and TypeORM are those that pg-internals.ts was written for', () => {
  const versions = Object.keys(VERIFIED_VERSIONS).map((library) => [library, installed(library)]);
  expect(Object.fromEntries(versions)).toEqual(VERIFIED_VERSIONS);
});
