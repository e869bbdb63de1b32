/** The last step of the build: each file of words once more in brotli and in gzip, so that no request waits for that. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

const folder = join(import.meta.dirname, 'dist/browser');
const WORDS = /\.(css|html|js|json|svg|webmanifest)$/;
const forms = [
  { extension: 'br', compress: promisify(brotliCompress) },
  { extension: 'gz', compress: promisify(gzip) },
];

const names = await readdir(folder, { recursive: true });
for (const name of names.filter((one) => WORDS.test(one))) {
  const path = join(folder, name);
  const plain = await readFile(path);
  const made = forms.map(async ({ extension, compress }) => writeFile(`${path}.${extension}`, await compress(plain)));
  await Promise.all(made);
}
