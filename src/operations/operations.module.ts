import { Module } from '@nestjs/common';
import { HealthModule } from '../health/health.module.ts';
import { ScheduledBackupsService } from './scheduled-backups.service.ts';

/** What the server does for its operator by itself. */
@Module({ imports: [HealthModule], providers: [ScheduledBackupsService] })
export class OperationsModule {}
