import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Where the build has a source. @param {string} source */
const builtPathOf = (source) => join(root, 'dist', relative(root, source).replace(/\.ts$/, '.js'));

/**
 * The server's sources in end-to-end tests: each stands for its built module, which Node itself has loaded. A worker
 * of Jest so loads the server once, not once for each suite.
 */
export default {
  /** @param {string} _text @param {string} source */
  async processAsync(_text, source) {
    const url = pathToFileURL(builtPathOf(source)).href;
    const names = Object.keys(await import(url));
    const lines = names.map((name) =>
      name === 'default' ? 'export default built.default;' : `export const ${name} = built.${name};`,
    );
    return { code: [`const built = await importNative(${JSON.stringify(url)});`, ...lines, 'export {};'].join('\n') };
  },

  /** @param {string} text @param {string} source */
  getCacheKey(text, source) {
    const hash = createHash('sha256');
    for (const part of [readFileSync(fileURLToPath(import.meta.url), 'utf8'), source, text]) hash.update(part);
    return hash.digest('hex');
  },
};
