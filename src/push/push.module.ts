import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MessagesModule } from '../messages/messages.module.ts';
import { NotificationsModule } from '../notifications/notifications.module.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { PushAttention } from './push-attention.ts';
import { PushCandidatesRepository } from './push-candidates.repository.ts';
import { PushCleanup } from './push-cleanup.ts';
import { PushDelivery } from './push-delivery.ts';
import { PushDeviceEntity } from './push-device.entity.ts';
import { PushDevicesRepository } from './push-devices.repository.ts';
import { PushDevicesService } from './push-devices.service.ts';
import { PushKeyring } from './push-keyring.ts';
import { PushLogService } from './push-log.service.ts';
import { PushPlanner } from './push-planner.ts';
import { PushSender } from './push-sender.ts';
import { PushTestsService } from './push-tests.service.ts';
import { PushTransport } from './push-transport.ts';
import { PushController } from './push.controller.ts';
import { PushEntity } from './push.entity.ts';
import { PushesRepository } from './pushes.repository.ts';

/**
 * Notifications by the push services of browsers. What `attentionFor` lets ring becomes a row for each device of its person,
 * after the commit; a row that is due is sent by one process, if everything that spoke for it still does. No push is lost by a
 * crash, and none is silent.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([PushDeviceEntity, PushEntity]),
    MessagesModule,
    NotificationsModule,
    RoomsModule,
    UsersModule,
  ],
  controllers: [PushController],
  providers: [
    PushAttention,
    PushCandidatesRepository,
    PushCleanup,
    PushDelivery,
    PushDevicesRepository,
    PushDevicesService,
    PushKeyring,
    PushLogService,
    PushPlanner,
    PushSender,
    PushTestsService,
    PushTransport,
    PushesRepository,
  ],
  exports: [PushDevicesRepository],
})
export class PushModule {}
