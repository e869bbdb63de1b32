import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { InFlightWork } from '../common/in-flight-work.ts';
import { Lease } from '../cluster/lease.ts';
import { DatabaseReadiness } from './database-readiness.ts';
import { RedisCheck } from './redis-check.ts';

/** The conditions under which a load balancer may send requests to this process. */
@Injectable()
export class ReadinessService {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly database: DatabaseReadiness,
    private readonly lease: Lease,
    private readonly inFlight: InFlightWork,
    private readonly redis: RedisCheck,
  ) {}

  get checks(): (() => HealthIndicatorResult | Promise<HealthIndicatorResult>)[] {
    return [
      () => this.indicator('process', !this.inFlight.isShuttingDown, 'is stopping'),
      () => this.indicator('lease', this.lease.isFresh, 'the last sweep is too old'),
      () => this.writable(),
      () => this.degraded(),
    ];
  }

  private indicator(what: string, well: boolean, otherwise: string): HealthIndicatorResult {
    const indicator = this.indicators.check(what);
    return well ? indicator.up() : indicator.down(otherwise);
  }

  /** Without Redis the process is ready, but degraded. */
  private async degraded(): Promise<HealthIndicatorResult> {
    const fault = await this.redis.fault();
    return this.indicators.check('redis').up({ degraded: fault !== null, ...(fault && { reason: fault.detail }) });
  }

  private async writable(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('database');
    const wrong = await this.database.whatIsWrong();
    return wrong ? indicator.down(wrong) : indicator.up();
  }
}
