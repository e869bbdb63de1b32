import { Module } from '@nestjs/common';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { PresenceController } from './presence.controller.ts';
import { PresenceGateway } from './presence.gateway.ts';
import { PresenceService } from './presence.service.ts';

/** Who is there, who types. Nothing of it is stored but when somebody was last seen; all of it may be a moment late. */
@Module({
  imports: [RoomsModule, UsersModule],
  controllers: [PresenceController],
  providers: [PresenceGateway, PresenceService],
  exports: [PresenceService],
})
export class PresenceModule {}
