import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { ClockSkew } from './clock-skew.ts';
import { BackupEntity } from './backups/backup.entity.ts';
import { BackupHealthService } from './backups/backup-health.service.ts';
import { BackupLog } from './backups/backup-log.ts';
import { FileHealthService } from './file-health.service.ts';
import { ServiceGauges } from './metrics/service-gauges.ts';
import { ProcessGauges } from './metrics/process-gauges.ts';
import { HealthController } from './health.controller.ts';
import { MetricsServer } from './metrics/metrics.server.ts';
import { SchemaVersionCheck } from './schema-version-check.ts';
import { NodeEntity } from './node.entity.ts';
import { NodeRegistry } from './node-registry.ts';
import { DependencyHealthService } from './dependency-health.service.ts';
import { DatabaseReadiness } from './database-readiness.ts';
import { WriteCheck } from './write-check.ts';
import { DataProbes, ServiceProbes } from './dependency-probes.ts';
import { FailoverLog } from './failover-log.ts';
import { FailedMailsService } from './failed-mails.service.ts';
import { FirstAdministratorCheck } from './first-administrator-check.ts';
import { ServerAddressService } from './server-address.service.ts';
import { TestMailService } from './test-mail.service.ts';
import { NodeStatusReporter } from './node-status-reporter.ts';
import { ReadinessLog } from './readiness/readiness-log.ts';
import { RedisCheck } from './redis-check.ts';
import { ReadinessService } from './readiness.service.ts';
import { ServerHealthController } from './server-health.controller.ts';
import { ServerHealthService } from './server-health.service.ts';
import { ServerController } from './server.controller.ts';

/** Health checks, metrics and server information for operators, administrators and clients. */
@Module({
  imports: [
    TerminusModule.forRoot({ logger: false }),
    TypeOrmModule.forFeature([BackupEntity, NodeEntity]),
    AuthModule,
    UploadsModule,
    UsersModule,
  ],
  controllers: [HealthController, ServerController, ServerHealthController],
  providers: [
    BackupHealthService,
    BackupLog,
    ClockSkew,
    DatabaseReadiness,
    DataProbes,
    DependencyHealthService,
    FailedMailsService,
    FailoverLog,
    FileHealthService,
    FirstAdministratorCheck,
    MetricsServer,
    NodeRegistry,
    NodeStatusReporter,
    ProcessGauges,
    ReadinessLog,
    ReadinessService,
    RedisCheck,
    SchemaVersionCheck,
    ServerAddressService,
    ServerHealthService,
    ServiceGauges,
    ServiceProbes,
    TestMailService,
    WriteCheck,
  ],
  exports: [BackupLog],
})
export class HealthModule {}
