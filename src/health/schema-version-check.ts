import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Database } from '../common/database/database.ts';

/** Valid from `src/health/` and from `dist/src/health/`. */
const FOLDER = join(import.meta.dirname, '../../migrations');

/** The newest migration that this version brings, by its timestamp. */
const newest = (): number =>
  Math.max(
    ...readdirSync(FOLDER)
      .map((name) => Number.parseInt(name, 10))
      .filter(Number.isFinite),
  );

/** Whether the database has every table that this version needs. */
@Injectable()
export class SchemaVersionCheck {
  private readonly needed = newest();

  constructor(private readonly database: Database) {}

  /** What is missing, for operators; null when nothing is. A newer schema is accepted, as during an update. */
  async missingMigration(): Promise<string | null> {
    const [row] = await this.database.query<{ version: number | null }>(
      'SELECT max("timestamp") AS version FROM migrations',
    );
    const version = row?.version ?? 0;
    return version >= this.needed ? null : `has migration ${version}, needs ${this.needed}`;
  }
}
