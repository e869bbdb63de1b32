import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Gauges } from './gauges.ts';
import { HealthController } from './health.controller.ts';
import { MetricsServer } from './metrics.server.ts';
import { Readiness } from './readiness.ts';
import { ServerController } from './server.controller.ts';

/** What operators and clients ask of the process itself. */
@Module({
  imports: [TerminusModule],
  controllers: [HealthController, ServerController],
  providers: [Gauges, MetricsServer, Readiness],
})
export class HealthModule {}
