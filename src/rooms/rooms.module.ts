import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { BansRepository } from './bans.repository.ts';
import { ChangesRepository } from './room-changes.repository.ts';
import { ChangesTold } from './room-change-deliveries.ts';
import { Departures } from './deleted-account-departures.ts';
import { EnteringService } from './join.service.ts';
import { FoundingService } from './room-creation.service.ts';
import { LateNews } from './missed-room-updates.ts';
import { Lobby } from './lobby.ts';
import { MemberNews } from './member-updates.ts';
import { MembersController } from './members.controller.ts';
import { MembersRepository } from './members.repository.ts';
import { MembersService } from './members.service.ts';
import { MembershipService } from './membership.service.ts';
import { ModerationService } from './moderation.service.ts';
import { ReadReceipts } from './read-receipts.ts';
import { ReadingService } from './reading.service.ts';
import { Removal } from './room-cleanup.ts';
import { RoomAccess } from './room-access.ts';
import { RoomBan } from './room-ban.entity.ts';
import { RoomMember } from './room-member.entity.ts';
import { RoomNews } from './room-updates.ts';
import { RoomRow } from './room.entity.ts';
import { RoomsController } from './rooms.controller.ts';
import { RoomsGateway } from './rooms.gateway.ts';
import { RoomsRepository } from './rooms.repository.ts';
import { RoomsService } from './rooms.service.ts';
import { SettingsService } from './room-settings.service.ts';

/**
 * Rooms and who is in them. `RoomAccess` is the only way to a room, for every feature above; a membership changes only
 * under the lock of the room's head, so it has a place in the order of what was said there.
 */
@Module({
  imports: [TypeOrmModule.forFeature([RoomRow, RoomMember, RoomBan]), AuthModule, TimelineModule, UsersModule],
  controllers: [RoomsController, MembersController],
  providers: [
    BansRepository,
    ChangesRepository,
    ChangesTold,
    Departures,
    EnteringService,
    FoundingService,
    LateNews,
    Lobby,
    MemberNews,
    MembersRepository,
    MembersService,
    MembershipService,
    ModerationService,
    ReadReceipts,
    ReadingService,
    Removal,
    RoomAccess,
    RoomNews,
    RoomsGateway,
    RoomsRepository,
    RoomsService,
    SettingsService,
  ],
  exports: [MembersRepository, RoomAccess, RoomNews, RoomsRepository, RoomsService],
})
export class RoomsModule {}
