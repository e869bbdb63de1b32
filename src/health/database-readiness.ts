import { Injectable } from '@nestjs/common';
import { unavailabilityReason } from '../common/database/database-unavailable.ts';
import { SchemaVersionCheck } from './schema-version-check.ts';
import { withTimeout } from './with-timeout.ts';
import { WriteCheck } from './write-check.ts';

/** Whether the database takes writes and has every migration that this version needs. */
@Injectable()
export class DatabaseReadiness {
  constructor(
    private readonly migrations: SchemaVersionCheck,
    private readonly writes: WriteCheck,
  ) {}

  /** For operators; null when nothing is. A schema that is too old is named first: a write may fail because of it. */
  async whatIsWrong(): Promise<string | null> {
    const [schema, write] = await Promise.all([
      withTimeout(this.migrations.missingMigration()).catch(unavailabilityReason),
      this.writes.whatIsWrong(),
    ]);
    return schema?.startsWith('has migration') ? schema : (write ?? schema);
  }
}
