import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { DigestCursorEntity } from './digest-cursor.entity.ts';
import { DigestMailer } from './digest-mailer.ts';
import { DigestRepository } from './digest.repository.ts';
import { DigestService } from './digest.service.ts';
import { NotificationEmitter } from './notification-emitter.ts';
import { NotificationTargetLoader } from './notification-target-loader.ts';
import { NotificationsService } from './notifications.service.ts';
import { UnsubscribeController } from './unsubscribe.controller.ts';
import { UnsubscribeTokenSigner } from './unsubscribe-token-signer.ts';

/**
 * The receivers of notifications. A pure function (`attentionFor`) decides, for immediate notifications and for the mail
 * about messages that stay unread; its decisions are not stored.
 */
@Module({
  imports: [TypeOrmModule.forFeature([DigestCursorEntity]), RoomsModule, TimelineModule, UsersModule],
  controllers: [UnsubscribeController],
  providers: [
    DigestMailer,
    DigestRepository,
    DigestService,
    NotificationEmitter,
    NotificationTargetLoader,
    NotificationsService,
    UnsubscribeTokenSigner,
  ],
})
export class NotificationsModule {}
