import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Retention } from '../common/retention.ts';
import { MessagesModule } from '../messages/messages.module.ts';
import { PersonalModule } from '../personal/personal.module.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { limits } from '../shared/limits.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { ReportBroadcaster } from './report-broadcaster.ts';
import { ReportDecisionsService } from './report-decisions.service.ts';
import { ReportEntity } from './report.entity.ts';
import { ReportKind } from './report-kind.ts';
import { ReportsController } from './reports.controller.ts';
import { ReportsRepository } from './reports.repository.ts';
import { ReportsService } from './reports.service.ts';

/** Messages that people report, and what those who moderate decide about them. */
@Module({
  imports: [
    TypeOrmModule.forFeature([ReportEntity]),
    MessagesModule,
    PersonalModule,
    RoomsModule,
    TimelineModule,
    UsersModule,
  ],
  controllers: [ReportsController],
  providers: [ReportBroadcaster, ReportDecisionsService, ReportKind, ReportsRepository, ReportsService],
  exports: [ReportsRepository],
})
export class ReportsModule {
  constructor(retention: Retention) {
    retention.add({ table: 'reports', due: `decided_at < now() - interval '${limits.decidedReportDays} days'` });
  }
}
