import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EmojiModule } from '../emoji/emoji.module.ts';
import { AuthModule } from '../auth/auth.module.ts';
import { DraftsModule } from '../drafts/drafts.module.ts';
import { GroupsModule } from '../groups/groups.module.ts';
import { IntegrationsModule } from '../integrations/integrations.module.ts';
import { MessagesModule } from '../messages/messages.module.ts';
import { NotificationsModule } from '../notifications/notifications.module.ts';
import { PushModule } from '../push/push.module.ts';
import { ReportsModule } from '../reports/reports.module.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { CallsModule } from '../calls/calls.module.ts';
import { SavedModule } from '../saved/saved.module.ts';
import { ScheduledModule } from '../scheduled/scheduled.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { DataExportEntity, DataExportPartEntity } from './data-export.entity.ts';
import { ExportContentReader } from './export-content-reader.ts';
import { ExportCompletionService } from './export-completion.service.ts';
import { ExportWorker } from './export-worker.ts';
import { ExportsController } from './exports.controller.ts';
import { ExportsRepository } from './exports.repository.ts';
import { ExportsService } from './exports.service.ts';
import { OwnItemsReader } from './own-items-reader.ts';
import { PersonalItemsReader } from './personal-items-reader.ts';

/** Personal data exports. A request is stored until its file is complete, even if the process that works on it ends. */
@Module({
  imports: [
    EmojiModule,
    TypeOrmModule.forFeature([DataExportEntity, DataExportPartEntity]),
    AuthModule,
    DraftsModule,
    GroupsModule,
    IntegrationsModule,
    MessagesModule,
    NotificationsModule,
    PushModule,
    ReportsModule,
    RoomsModule,
    CallsModule,
    SavedModule,
    ScheduledModule,
    TimelineModule,
    UsersModule,
  ],
  controllers: [ExportsController],
  providers: [
    ExportContentReader,
    ExportCompletionService,
    ExportWorker,
    ExportsRepository,
    ExportsService,
    OwnItemsReader,
    PersonalItemsReader,
  ],
})
export class ExportsModule {}
