import { Module } from '@nestjs/common';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { PresenceBroadcaster } from './presence-broadcaster.ts';
import { PresenceController } from './presence.controller.ts';
import { PresenceGateway } from './presence.gateway.ts';
import { PresenceService } from './presence.service.ts';

/** Presence and typing. Only the time when a person was last seen is stored; everything else may be a moment late. */
@Module({
  imports: [RoomsModule, UsersModule],
  controllers: [PresenceController],
  providers: [PresenceBroadcaster, PresenceGateway, PresenceService],
  exports: [PresenceService],
})
export class PresenceModule {}
