import { readFileSync } from 'node:fs';
import { closestMatch } from 'leven';

/** Variables that name a file with the value of another, as container platforms hand out secrets. */
const FROM_FILE = {
  SECRET_KEY_FILE: 'SECRET_KEY',
  DATABASE_URL_FILE: 'DATABASE_URL',
  DATABASE_DIRECT_URL_FILE: 'DATABASE_DIRECT_URL',
  DATABASE_REPLICA_URL_FILE: 'DATABASE_REPLICA_URL',
  REDIS_URL_FILE: 'REDIS_URL',
  MAIL_USERNAME_FILE: 'MAIL_USERNAME',
  MAIL_PASSWORD_FILE: 'MAIL_PASSWORD',
  S3_ACCESS_KEY_FILE: 'S3_ACCESS_KEY',
  S3_SECRET_KEY_FILE: 'S3_SECRET_KEY',
};
/** Shorter names are too like those of others, such as `HOME` and `HOST`. */
const MIN_COMPARED_LENGTH = 6;
/** Letters of a name for each that a misspelt form may differ by. */
const MIN_LETTERS_PER_TYPO = 5;

/** The values that the environment gives to the known names, and what is wrong with them. */
export interface Environment {
  values: Record<string, string>;
  mistakes: string[];
}

/**
 * Reads the variables of these names. Empty ones count as unset.
 * @param more names that are read elsewhere, and are not misspelt
 */
export function readEnvironment(environment: NodeJS.ProcessEnv, names: string[], more: string[] = []): Environment {
  const given = Object.entries(environment).filter(([, value]) => value?.trim()) as [string, string][];
  const fromFiles = valuesFromFiles(environment);
  const known = given.filter(([name]) => names.includes(name));
  return {
    values: { ...Object.fromEntries(known), ...fromFiles.values },
    mistakes: [
      ...misspelt(
        given.map(([name]) => name),
        [...names, ...more, ...Object.keys(FROM_FILE)],
      ),
      ...fromFiles.mistakes,
    ],
  };
}

/** The values of the variables that name a file; each loses its last line break. */
export function valuesFromFiles(environment: NodeJS.ProcessEnv): Environment {
  const values: Record<string, string> = {};
  const mistakes: string[] = [];
  for (const [fileName, name] of Object.entries(FROM_FILE)) {
    const path = environment[fileName]?.trim();
    if (!path) continue;
    try {
      if (environment[name]?.trim()) mistakes.push(`${name} or ${fileName}, not both`);
      else values[name] = valueFromFile(path);
    } catch (error) {
      mistakes.push(`${fileName} ${(error as Error).message}`);
    }
  }
  return { values, mistakes };
}

/** The value that a file holds. @throws Error that says why it gives none */
export function valueFromFile(path: string): string {
  let content;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const value = content.replace(/\r?\n$/, '');
  if (!value.trim()) throw new Error(`names an empty file: ${path}`);
  return value;
}

/** A setting with a misspelt name would silently have its default: `REGISTATION=closed` lets in everybody. */
function misspelt(given: string[], names: string[]): string[] {
  const known = new Set(names);
  const comparable = names.filter(({ length }) => length >= MIN_COMPARED_LENGTH);
  return given.flatMap((name) => {
    if (known.has(name) || name.length < MIN_COMPARED_LENGTH) return [];
    const maxTypos = Math.floor(name.length / MIN_LETTERS_PER_TYPO);
    const meant = closestMatch(name.toUpperCase(), comparable, { maxDistance: maxTypos });
    return meant ? [`${name} is no setting; ${meant} is`] : [];
  });
}
