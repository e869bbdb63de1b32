import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { Database } from '../common/database.ts';
import { Unfinished } from '../common/unfinished.ts';
import { Bus } from '../realtime/bus.ts';
import { Lease } from '../realtime/lease.ts';
import { newestMigration } from './migrations.ts';

const DATABASE_PATIENCE = 1_000;

/** What must hold before people are sent here. */
@Injectable()
export class Readiness {
  private readonly expected = newestMigration();

  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly database: Database,
    private readonly lease: Lease,
    private readonly unfinished: Unfinished,
    private readonly bus: Bus,
  ) {}

  get checks(): (() => HealthIndicatorResult | Promise<HealthIndicatorResult>)[] {
    return [
      () => this.says('process', !this.unfinished.ending, 'is stopping'),
      () => this.says('lease', this.lease.fresh, 'the last sweep is too old'),
      () => this.migrated(),
      // Redis only makes it faster: without it we are ready, and say that something is amiss.
      () => this.indicators.check('redis').up({ degraded: !this.bus.healthy }),
    ];
  }

  private says(what: string, well: boolean, otherwise: string): HealthIndicatorResult {
    const indicator = this.indicators.check(what);
    return well ? indicator.up() : indicator.down(otherwise);
  }

  /** It answers in time and has every table that this version needs; one that is ahead is fine, as during an update. */
  private async migrated(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('database');
    try {
      const version = await inTime(this.version());
      if (version >= this.expected) return indicator.up();
      return indicator.down(`has migration ${version}, needs ${this.expected}`);
    } catch {
      return indicator.down('does not answer');
    }
  }

  private async version(): Promise<number> {
    const [row] = await this.database.query<{ version: number | null }>(
      'SELECT max("timestamp") AS version FROM migrations',
    );
    return row?.version ?? 0;
  }
}

const inTime = <T>(answer: Promise<T>): Promise<T> =>
  Promise.race([
    answer,
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error('late')), DATABASE_PATIENCE).unref()),
  ]);
