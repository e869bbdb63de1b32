import { Injectable } from '@nestjs/common';
import { Config } from '../common/config.ts';
import { Database } from '../common/database.ts';
import { RedisConnections } from '../common/redis.ts';
import { MailService } from '../mail/mail.service.ts';
import { Bus } from '../cluster/bus.ts';
import { ping } from '../uploads/scanner.ts';
import { Storage } from '../uploads/storage.ts';
import { withTimeout } from './with-timeout.ts';
import { SchemaVersion } from './schema-version.ts';
import type { Part, PartHealth } from './server-health.dto.ts';

const CHECK_TIMEOUT_MS = 3_000;
/** However many look on: neighbours are asked this rarely. */
const CACHE_MS = 5_000;

/** Looks whether what the server needs is there. */
@Injectable()
export class DependencyChecks {
  private last?: { at: number; found: Promise<PartHealth[]> };

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly migrations: SchemaVersion,
    private readonly redis: RedisConnections,
    private readonly bus: Bus,
    private readonly mails: MailService,
    private readonly storage: Storage,
  ) {}

  all(): Promise<PartHealth[]> {
    const now = performance.now();
    if (!this.last || now - this.last.at > CACHE_MS) this.last = { at: now, found: this.look() };
    return this.last.found;
  }

  private look(): Promise<PartHealth[]> {
    const { scanner } = this.config;
    return Promise.all([
      this.ask('database', () => this.database.query('SELECT 1')),
      this.ask('migrations', async () => insist(await this.migrations.missingMigration())),
      this.redis.enabled ? this.ask('redis', () => insist(this.bus.isHealthy ? null : 'not connected')) : off('redis'),
      this.ask('mail', () => this.mails.verifyConnection()),
      scanner ? this.ask('scanner', () => ping(scanner)) : off('scanner'),
      this.ask('storage', () => this.storage.freeBytes()),
    ]);
  }

  private async ask(name: Part, look: () => unknown): Promise<PartHealth> {
    const begun = performance.now();
    const detail = await withTimeout(Promise.resolve().then(look), CHECK_TIMEOUT_MS).then(() => null, reasonOf);
    return {
      name,
      state: detail === null ? 'up' : 'down',
      milliseconds: Math.round(performance.now() - begun),
      detail,
    };
  }
}

const off = (name: Part): PartHealth => ({ name, state: 'off', milliseconds: null, detail: null });

function insist(wrong: string | null): void {
  if (wrong) throw new Error(wrong);
}

/** Some connections fail without a word, with only a list of tries or a code. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && !error.message) return error.errors.map(reasonOf).join('; ');
  if (!(error instanceof Error)) return String(error);
  return error.message || ((error as NodeJS.ErrnoException).code ?? error.name);
}
