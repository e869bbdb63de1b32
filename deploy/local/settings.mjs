import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UserFacingError } from './console.mjs';

/** Variables for `npm start` and `npm run admin`, a line each (`NAME=value`); those of the shell come first. */
const file = fileURLToPath(new URL('../../parley.env', import.meta.url));

/** Why `parley.env` was not read. It is read when this module is imported: before any that looks at the environment. */
const failure = load();

/** @throws UserFacingError when there is a `parley.env` that cannot be read */
export function assertSettingsRead() {
  if (failure) throw failure;
}

/** Whether a variable, or the file that holds its value, is given. @param {string} name */
export const isGiven = (name) => Boolean(process.env[name] || process.env[`${name}_FILE`]);

/** Puts the values of files (`DATABASE_URL_FILE` and so on) under the variables' own names. Needs the built server. */
export async function takeValuesFromFiles() {
  const built = new URL('../../dist/src/common/settings/environment.js', import.meta.url);
  const { valuesFromFiles } = await import(built.href);
  const { values, mistakes } = valuesFromFiles(process.env);
  if (mistakes.length) throw new UserFacingError(`Wrong setting: ${mistakes.join('; ')}`);
  for (const name of Object.keys(values)) delete process.env[`${name}_FILE`];
  Object.assign(process.env, values);
}

/** @returns {UserFacingError | undefined} */
function load() {
  if (!existsSync(file)) return undefined;
  if (!process.loadEnvFile)
    return new UserFacingError(
      `${file} needs Node 20.12 or newer to be read: start with that, or export its variables.`,
    );
  try {
    process.loadEnvFile(file);
    return undefined;
  } catch (error) {
    return new UserFacingError(`${file} cannot be read: ${/** @type {Error} */ (error).message}`);
  }
}
