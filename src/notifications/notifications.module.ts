import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MessagesModule } from '../messages/messages.module.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { AttentionLedger } from './attention/attention-ledger.ts';
import { AttentionLogEntity } from './attention/attention-log.entity.ts';
import { AttentionLogRepository } from './attention/attention-log.repository.ts';
import { AttentionController } from './attention/attention.controller.ts';
import { AttentionService } from './attention/attention.service.ts';
import { CatchUpController } from './catch-up/catch-up.controller.ts';
import { CatchUpRepository } from './catch-up/catch-up.repository.ts';
import { CatchUpService } from './catch-up/catch-up.service.ts';
import { DigestCursorEntity } from './digest-cursor.entity.ts';
import { DigestMailer } from './digest-mailer.ts';
import { DigestRepository } from './digest.repository.ts';
import { DigestService } from './digest.service.ts';
import { KeywordHitEntity } from './keywords/keyword-hit.entity.ts';
import { KeywordLookup } from './keywords/keyword-lookup.ts';
import { KeywordMarkEntity } from './keywords/keyword-mark.entity.ts';
import { KeywordRinger } from './keywords/keyword-ringer.ts';
import { KeywordsRepository } from './keywords/keywords.repository.ts';
import { KeywordsService } from './keywords/keywords.service.ts';
import { NotificationEmitter } from './notification-emitter.ts';
import { NotificationTargetLoader } from './notification-target-loader.ts';
import { NotificationsService } from './notifications.service.ts';
import { UnsubscribeController } from './unsubscribe.controller.ts';
import { UnsubscribeTokenSigner } from './unsubscribe-token-signer.ts';

/**
 * The receivers of notifications. A pure function (`attentionFor`) decides, for immediate notifications and for the mail
 * about messages that stay unread; what it decides is noted for two weeks (`AttentionLedger`), for people who ask why.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([AttentionLogEntity, DigestCursorEntity, KeywordHitEntity, KeywordMarkEntity]),
    MessagesModule,
    RoomsModule,
    TimelineModule,
    UploadsModule,
    UsersModule,
  ],
  controllers: [AttentionController, CatchUpController, UnsubscribeController],
  providers: [
    AttentionLedger,
    AttentionLogRepository,
    AttentionService,
    CatchUpRepository,
    CatchUpService,
    DigestMailer,
    DigestRepository,
    DigestService,
    KeywordLookup,
    KeywordRinger,
    KeywordsRepository,
    KeywordsService,
    NotificationEmitter,
    NotificationTargetLoader,
    NotificationsService,
    UnsubscribeTokenSigner,
  ],
  exports: [AttentionLedger, AttentionLogRepository, NotificationTargetLoader, UnsubscribeTokenSigner],
})
export class NotificationsModule {}
