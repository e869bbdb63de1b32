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
import { DataProbes, ServiceProbes } from './dependency-probes.ts';
import { FailedMailsService } from './failed-mails.service.ts';
import { NodeStatus } from './node-status.ts';
import { ReadinessChecks } from './readiness-checks.ts';
import { ServerHealthController } from './server-health.controller.ts';
import { ServerHealthService } from './server-health.service.ts';
import { ServerController } from './server.controller.ts';

/** Health checks, metrics and server information for operators, administrators and clients. */
@Module({
  imports: [TerminusModule, TypeOrmModule.forFeature([NodeEntity]), UploadsModule],
  controllers: [HealthController, ServerController, ServerHealthController],
  providers: [
    DataProbes,
    DependencyChecks,
    FailedMailsService,
    MetricsServer,
    NodeRegistry,
    NodeStatus,
    ProcessGauges,
    ReadinessChecks,
    SchemaVersion,
    ServerHealthService,
    ServiceProbes,
  ],
})
export class HealthModule {}
