import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { Gauges } from './process-gauges.ts';
import { HealthController } from './health.controller.ts';
import { MetricsServer } from './metrics.server.ts';
import { Migrations } from './schema-version.ts';
import { NodeEntity } from './node.entity.ts';
import { Nodes } from './node-registry.ts';
import { DependencyChecks } from './dependency-checks.ts';
import { Readiness } from './readiness-checks.ts';
import { ServerHealthController } from './server-health.controller.ts';
import { ServerHealthService } from './server-health.service.ts';
import { ServerController } from './server.controller.ts';

/** What operators, administrators and clients ask of the processes themselves. */
@Module({
  imports: [TerminusModule, TypeOrmModule.forFeature([NodeEntity]), UploadsModule],
  controllers: [HealthController, ServerController, ServerHealthController],
  providers: [Gauges, MetricsServer, Migrations, Nodes, DependencyChecks, Readiness, ServerHealthService],
})
export class HealthModule {}
