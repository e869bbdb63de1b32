import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the built client, relative to `src/pages/` and to `dist/src/pages/`. */
const FOLDERS = ['../../client/dist/browser', '../../../client/dist/browser'];

/** Undefined for a process without pages, as in tests of the server. */
export const clientFolder = (): string | undefined =>
  FOLDERS.map((path) => join(import.meta.dirname, path)).find((path) => existsSync(path));

/** Names of files with a hash of the content: the content of such a name never changes. */
export const IMMUTABLE = /-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;
/** Behind the name of a file that the build has compressed with Brotli. */
export const BROTLI = '.br';
