import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Seen from `src/health/` and from `dist/src/health/` alike. */
const FOLDER = join(import.meta.dirname, '../../migrations');

/** The newest migration that this version brings, by its timestamp. */
export const newestMigration = (): number =>
  Math.max(
    ...readdirSync(FOLDER)
      .map((name) => Number.parseInt(name, 10))
      .filter(Number.isFinite),
  );
