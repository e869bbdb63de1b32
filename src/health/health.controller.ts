import { Controller, Get, ServiceUnavailableException, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { SkipThrottle } from '@nestjs/throttler';
import { Public } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { AnyToken } from '../common/token-access.ts';
import { ReadinessService } from './readiness.service.ts';
import { ReadinessFilter } from './readiness/readiness.filter.ts';
import { ReadinessLog } from './readiness/readiness-log.ts';

@ApiTags('operations')
@Public()
@SkipThrottle()
@Controller({ path: 'health', version: VERSION_NEUTRAL })
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly readiness: ReadinessService,
    private readonly log: ReadinessLog,
  ) {}

  /** The process responds. It checks no dependency: an unavailable database is no reason to restart. */
  @Get('live')
  @AnyToken()
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /**
   * The process can serve: the database takes writes within two seconds and is migrated, this node's knowledge of rights
   * is fresh, and it is not shutting down. Without its Redis it is `degraded`, and still ready.
   */
  @Get('ready')
  @AnyToken()
  @HealthCheck()
  @UseFilters(ReadinessFilter)
  async ready(): Promise<HealthCheckResult> {
    try {
      const result = await this.health.check(this.readiness.checks);
      this.log.ready();
      return result;
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      const reason = failureDetail(error);
      this.log.notReady(reason);
      throw new Problem('unavailable', reason);
    }
  }
}

/** As in "lease: the last sweep is too old". */
function failureDetail(error: ServiceUnavailableException): string {
  const { error: failed = {} } = error.getResponse() as HealthCheckResult;
  return Object.entries(failed)
    .map(([what, result]) => `${what}: ${String(result?.['message'])}`)
    .join('; ');
}
