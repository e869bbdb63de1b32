import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Patch, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Deferrable } from '../../common/limits/overload.guard.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { Scope } from '../../common/token-access.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { AdministeredRoomsService } from './administered-rooms.service.ts';
import {
  AdministeredRoom,
  AdministeredRoomPage,
  DeleteAdministeredRoom,
  FindAdministeredRooms,
  GiveOwner,
  OwnerCandidates,
  UpdateAdministeredRoom,
} from './room-administration.dto.ts';

/** For administrators, who need not be in a room. None of it gives access to messages. */
@ApiTags('admin')
@ApiBearerAuth()
@Controller('admin/rooms')
export class RoomAdministrationController {
  constructor(private readonly rooms: AdministeredRoomsService) {}

  /** Public and private rooms, by name: size, owners and last use, without topics of private ones. Direct rooms are not listed. */
  @Get()
  @Scope('admin:read')
  @Deferrable()
  @Problems('forbidden')
  list(@CurrentCaller() caller: Caller, @Query() query: FindAdministeredRooms): Promise<AdministeredRoomPage> {
    return this.rooms.list(caller, query);
  }

  /** Archives a room, or takes it out of the archive. Its members see a notice. */
  @Patch(':id')
  @Scope('admin:write')
  @ApiId('id')
  @Problems('forbidden', 'room_not_found', 'cannot_change_lobby')
  archive(
    @CurrentCaller() caller: Caller,
    @Id('id') id: string,
    @Body() { archived }: UpdateAdministeredRoom,
  ): Promise<AdministeredRoom> {
    return this.rooms.archive(caller, id, archived);
  }

  /** Who could own a room that nobody owns. */
  @Get(':id/candidates')
  @Scope('admin:read')
  @ApiId('id')
  @Problems('forbidden')
  candidates(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<OwnerCandidates> {
    return this.rooms.candidates(caller, id);
  }

  /** Makes a member the owner of a room that nobody owns. Its members see a notice. */
  @Put(':id/owner')
  @Scope('admin:write')
  @ApiId('id')
  @Problems('forbidden', 'room_not_found', 'cannot_change_lobby', 'room_has_owner', 'user_not_found')
  giveOwner(
    @CurrentCaller() caller: Caller,
    @Id('id') id: string,
    @Body() { userId }: GiveOwner,
  ): Promise<AdministeredRoom> {
    return this.rooms.giveOwner(caller, id, userId);
  }

  /** Deletes a room with all that is in it, permanently. */
  @Delete(':id')
  @Scope('admin:write')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('forbidden', 'room_not_found', 'cannot_change_lobby')
  delete(
    @CurrentCaller() caller: Caller,
    @Id('id') id: string,
    @Body() { name }: DeleteAdministeredRoom,
  ): Promise<void> {
    return this.rooms.delete(caller, id, name);
  }
}
