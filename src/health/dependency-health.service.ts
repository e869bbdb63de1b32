import { Injectable } from '@nestjs/common';
import { FailoverLog } from './failover-log.ts';
import { DataProbes, type Probe, ServiceProbes } from './dependency-probes.ts';
import type { Part, PartHealth } from './server-health.dto.ts';
import { withTimeout } from './with-timeout.ts';

const CHECK_TIMEOUT_MS = 3_000;
/** Minimum interval between checks of the dependencies, regardless of the number of administrators who watch. */
const CACHE_MS = 5_000;

/** Checks whether everything the server depends on answers. */
@Injectable()
export class DependencyHealthService {
  private last?: { at: number; found: Promise<PartHealth[]> };

  constructor(
    private readonly data: DataProbes,
    private readonly services: ServiceProbes,
    private readonly failovers: FailoverLog,
  ) {}

  all(): Promise<PartHealth[]> {
    const now = performance.now();
    if (!this.last || now - this.last.at > CACHE_MS) this.last = { at: now, found: this.checkAll() };
    return this.last.found;
  }

  /** Of the database; null when there was none. */
  async lastFailoverAt(): Promise<string | null> {
    return (await this.failovers.lastAt())?.toISOString() ?? null;
  }

  private checkAll(): Promise<PartHealth[]> {
    return Promise.all([
      check('database', this.data.database),
      check('migrations', this.data.migrations),
      check('redis', this.data.redis),
      check('mail', this.services.mail),
      check('scanner', this.services.scanner),
      check('storage', this.services.storage),
    ]);
  }
}

async function check(name: Part, probe: Probe): Promise<PartHealth> {
  if (!probe) return { name, state: 'off', milliseconds: null, detail: null };
  const began = performance.now();
  const detail = await withTimeout(Promise.resolve().then(probe), CHECK_TIMEOUT_MS).then(() => null, reasonOf);
  return {
    name,
    state: detail === null ? 'up' : 'down',
    milliseconds: Math.round(performance.now() - began),
    detail,
  };
}

/** Some connection errors carry no message, only a list of attempts or a code. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && !error.message) return error.errors.map(reasonOf).join('; ');
  if (!(error instanceof Error)) return String(error);
  return error.message || ((error as NodeJS.ErrnoException).code ?? error.name);
}
