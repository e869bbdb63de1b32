import { Injectable } from '@nestjs/common';
import { Config } from '../common/config.ts';
import { MailService } from '../mail/mail.service.ts';
import { ping } from '../uploads/scans/scanner.ts';
import { Storage } from '../uploads/storage/storage.ts';
import { RedisCheck } from './redis-check.ts';
import { SchemaVersionCheck } from './schema-version-check.ts';
import { WriteCheck } from './write-check.ts';

/** Resolves when the dependency works and rejects with the reason when it does not. Undefined: it is not configured. */
export type Probe = (() => unknown) | undefined;

/** Probes of the database and of Redis. */
@Injectable()
export class DataProbes {
  readonly database: Probe;
  readonly migrations: Probe;
  readonly redis: Probe;

  constructor(writes: WriteCheck, schema: SchemaVersionCheck, redis: RedisCheck) {
    this.database = async () => assertNothingWrong(await writes.whatIsWrong());
    this.migrations = async () => assertNothingWrong(await schema.missingMigration());
    this.redis = redis.isConfigured ? async () => assertNothingWrong((await redis.fault())?.detail ?? null) : undefined;
  }
}

/** Probes of the mail server, the file storage and the virus scanner. */
@Injectable()
export class ServiceProbes {
  readonly mail: Probe;
  readonly scanner: Probe;
  readonly storage: Probe;

  constructor(mails: MailService, storage: Storage, { scanner }: Config) {
    this.mail = () => mails.verifyConnection();
    this.scanner = scanner && (() => ping(scanner));
    this.storage = () => storage.freeBytes();
  }
}

function assertNothingWrong(wrong: string | null): void {
  if (wrong) throw new Error(wrong);
}
