import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { DigestCursorEntity } from './digest-cursor.entity.ts';
import { DigestRepository } from './digest.repository.ts';
import { DigestService } from './digest.service.ts';
import { NotificationsService } from './notifications.service.ts';
import { UnsubscribeController } from './unsubscribe.controller.ts';
import { UnsubscribeTokens } from './unsubscribe-tokens.ts';

/**
 * Whose attention a message asks for. One pure function decides, for what rings at once and for what is told by mail
 * when it stays unread; what was decided is not stored.
 */
@Module({
  imports: [TypeOrmModule.forFeature([DigestCursorEntity]), RoomsModule, TimelineModule, UsersModule],
  controllers: [UnsubscribeController],
  providers: [DigestRepository, DigestService, NotificationsService, UnsubscribeTokens],
})
export class NotificationsModule {}
