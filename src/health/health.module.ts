import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { ProcessGauges } from './process-gauges.ts';
import { HealthController } from './health.controller.ts';
import { MetricsServer } from './metrics.server.ts';
import { SchemaVersion } from './schema-version.ts';
import { NodeEntity } from './node.entity.ts';
import { NodeRegistry } from './node-registry.ts';
import { DependencyChecks } from './dependency-checks.ts';
import { ReadinessChecks } from './readiness-checks.ts';
import { ServerHealthController } from './server-health.controller.ts';
import { ServerHealthService } from './server-health.service.ts';
import { ServerController } from './server.controller.ts';

/** What operators, administrators and clients ask of the processes themselves. */
@Module({
  imports: [TerminusModule, TypeOrmModule.forFeature([NodeEntity]), UploadsModule],
  controllers: [HealthController, ServerController, ServerHealthController],
  providers: [
    ProcessGauges,
    MetricsServer,
    SchemaVersion,
    NodeRegistry,
    DependencyChecks,
    ReadinessChecks,
    ServerHealthService,
  ],
})
export class HealthModule {}
