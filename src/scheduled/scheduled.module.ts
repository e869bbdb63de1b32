import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.ts';
import { MessagesModule } from '../messages/messages.module.ts';
import { PersonalModule } from '../personal/personal.module.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { ScheduledClaimsRepository } from './scheduled-claims.repository.ts';
import { ScheduledFiles } from './scheduled-files.ts';
import { ScheduledKind } from './scheduled-kind.ts';
import { ScheduledMessageEntity } from './scheduled-message.entity.ts';
import { ScheduledController } from './scheduled.controller.ts';
import { ScheduledRepository } from './scheduled.repository.ts';
import { ScheduledSendingService } from './scheduled-sending.service.ts';
import { ScheduledService } from './scheduled.service.ts';

/**
 * Messages that are sent later. It promises that each is sent once, on whatever node and through any crash, or kept with the
 * reason why it could not be, which its author is notified of.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([ScheduledMessageEntity]),
    AuthModule,
    MessagesModule,
    PersonalModule,
    RoomsModule,
    UploadsModule,
    UsersModule,
  ],
  controllers: [ScheduledController],
  providers: [
    ScheduledClaimsRepository,
    ScheduledFiles,
    ScheduledKind,
    ScheduledRepository,
    ScheduledSendingService,
    ScheduledService,
  ],
  exports: [ScheduledRepository],
})
export class ScheduledModule {}
