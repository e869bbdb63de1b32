import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.ts';
import { GroupsModule } from '../groups/groups.module.ts';
import { PersonalModule } from '../personal/personal.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { AdministeredRoomsService } from './administration/administered-rooms.service.ts';
import { RoomAdministrationController } from './administration/room-administration.controller.ts';
import { RoomAdministrationRepository } from './administration/room-administration.repository.ts';
import { RoomAdministrationService } from './administration/room-administration.service.ts';
import { BotMuting } from './members/bot-muting.ts';
import { BansRepository } from './members/bans.repository.ts';
import { DeparturesRepository } from './members/departures.repository.ts';
import { DeletedAccountDepartures } from './members/deleted-account-departures.ts';
import { JoinService } from './members/join.service.ts';
import { RoomCodeGuesses } from './members/room-code-guesses.ts';
import { RoomCreationService } from './room-creation.service.ts';
import { ConversionService } from './conversations/conversion.service.ts';
import { GroupConversationsController } from './conversations/group-conversations.controller.ts';
import { GroupConversationsRepository } from './conversations/group-conversations.repository.ts';
import { GroupConversationsService } from './conversations/group-conversations.service.ts';
import { DirectRoomsService } from './direct-rooms.service.ts';
import { MemberRolesService } from './members/member-roles.service.ts';
import { MembershipBroadcaster } from './members/membership-broadcaster.ts';
import { RoomDeletionService } from './room-deletion.service.ts';
import { RoomPasswordService } from './room-password.service.ts';
import { LobbyService } from './members/lobby.service.ts';
import { MemberUpdateBroadcaster } from './members/member-update-broadcaster.ts';
import { MembersController } from './members/members.controller.ts';
import { MembersRepository } from './members/members.repository.ts';
import { MembersService } from './members/members.service.ts';
import { MembershipService } from './members/membership.service.ts';
import { MembershipRestrictions } from './members/membership-restrictions.ts';
import { ModerationService } from './members/moderation.service.ts';
import { MutesRepository } from './members/mutes.repository.ts';
import { MutingService } from './members/muting.service.ts';
import { InvitedArrivals } from './members/invited-arrivals.ts';
import { RoomInvitations } from './members/room-invitations.ts';
import { RoomDepartureEntity } from './members/room-departure.entity.ts';
import { RoomMuteEntity } from './members/room-mute.entity.ts';
import { ReadMarkBroadcaster } from './read-marks/read-mark-broadcaster.ts';
import { ReadMarksRepository } from './read-marks/read-marks.repository.ts';
import { OwnMembershipController } from './members/own-membership.controller.ts';
import { OwnMembershipRepository } from './members/own-membership.repository.ts';
import { OwnMembershipService } from './members/own-membership.service.ts';
import { ReadMarksService } from './read-marks/read-marks.service.ts';
import { RoomChangesRepository } from './room-changes.repository.ts';
import { RoomCleanupRepository } from './room-cleanup.repository.ts';
import { PeerUpdates } from './peer-updates.ts';
import { RoomCleanup } from './room-cleanup.ts';
import { RoomAccess } from './room-access.ts';
import { RoomBanEntity } from './members/room-ban.entity.ts';
import { RoomMemberEntity } from './members/room-member.entity.ts';
import { RoomUpdateBroadcaster } from './room-update-broadcaster.ts';
import { RoomEntity } from './room.entity.ts';
import { RoomDetailsController } from './room-details.controller.ts';
import { RoomDetailsRepository } from './room-details.repository.ts';
import { RoomDetailsService } from './room-details.service.ts';
import { RoomLookupController } from './room-lookup.controller.ts';
import { RoomLookupService } from './room-lookup.service.ts';
import { RoomsController } from './rooms.controller.ts';
import { RoomsGateway } from './rooms.gateway.ts';
import { RoomsRepository } from './rooms.repository.ts';
import { RoomsService } from './rooms.service.ts';
import { RoomSettingsService } from './room-settings.service.ts';
import { RoomSectionEntity } from './sections/room-section.entity.ts';
import { SectionKind } from './sections/section-kind.ts';
import { SectionsController } from './sections/sections.controller.ts';
import { SectionsRepository } from './sections/sections.repository.ts';
import { SectionsService } from './sections/sections.service.ts';

/**
 * Rooms and who is in them. `RoomAccess` is the only way to a room, for every feature above; a membership changes only
 * under the lock of the room's head, so it has a position in the order of messages.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      RoomEntity,
      RoomMemberEntity,
      RoomBanEntity,
      RoomMuteEntity,
      RoomDepartureEntity,
      RoomSectionEntity,
    ]),
    AuthModule,
    GroupsModule,
    PersonalModule,
    TimelineModule,
    UsersModule,
  ],
  controllers: [
    RoomsController,
    GroupConversationsController,
    RoomDetailsController,
    RoomLookupController,
    MembersController,
    OwnMembershipController,
    RoomAdministrationController,
    SectionsController,
  ],
  providers: [
    BotMuting,
    AdministeredRoomsService,
    RoomAdministrationRepository,
    RoomAdministrationService,
    BansRepository,
    DeletedAccountDepartures,
    DeparturesRepository,
    JoinService,
    RoomCodeGuesses,
    RoomCreationService,
    ConversionService,
    DirectRoomsService,
    GroupConversationsRepository,
    GroupConversationsService,
    MemberRolesService,
    MembershipBroadcaster,
    RoomDeletionService,
    InvitedArrivals,
    RoomInvitations,
    RoomPasswordService,
    LobbyService,
    MemberUpdateBroadcaster,
    MembersRepository,
    MembersService,
    MembershipRestrictions,
    MembershipService,
    ModerationService,
    MutesRepository,
    MutingService,
    ReadMarkBroadcaster,
    ReadMarksRepository,
    OwnMembershipRepository,
    OwnMembershipService,
    ReadMarksService,
    RoomChangesRepository,
    PeerUpdates,
    RoomCleanup,
    RoomCleanupRepository,
    RoomAccess,
    RoomDetailsRepository,
    RoomDetailsService,
    RoomLookupService,
    RoomUpdateBroadcaster,
    RoomsGateway,
    RoomsRepository,
    RoomsService,
    RoomSettingsService,
    SectionKind,
    SectionsRepository,
    SectionsService,
  ],
  exports: [
    BotMuting,
    DirectRoomsService,
    JoinService,
    MembersRepository,
    MembershipService,
    ReadMarksService,
    RoomAccess,
    RoomUpdateBroadcaster,
    RoomsRepository,
    RoomsService,
    SectionsRepository,
  ],
})
export class RoomsModule {}
