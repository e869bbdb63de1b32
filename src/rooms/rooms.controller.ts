import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { Deferrable } from '../common/limits/overload.guard.ts';
import { Problems } from '../common/problems.decorator.ts';
import { JoinService } from './members/join.service.ts';
import { RoomCreationService } from './room-creation.service.ts';
import { CreateRoom, FindRooms, JoinByCode, JoinPublicRoom, Room, RoomPage, UpdateRoom } from './rooms.dto.ts';
import { RoomSettingsService } from './room-settings.service.ts';
import { RoomsService } from './rooms.service.ts';

@ApiTags('rooms')
@ApiBearerAuth()
@Controller('rooms')
export class RoomsController {
  constructor(
    private readonly rooms: RoomsService,
    private readonly creation: RoomCreationService,
    private readonly joins: JoinService,
    private readonly settings: RoomSettingsService,
  ) {}

  /** All rooms the caller is in, on a single page. */
  @Get()
  async mine(@CurrentCaller() caller: Caller): Promise<RoomPage> {
    return { items: await this.rooms.mine(caller), next: null };
  }

  /** Public rooms, by name or by activity. */
  @Get('directory')
  @Deferrable()
  @Problems('forbidden')
  directory(@CurrentCaller() caller: Caller, @Query() query: FindRooms): Promise<RoomPage> {
    return this.rooms.directory(caller, query);
  }

  /** Creates a room; the caller owns it. */
  @Post()
  create(@CurrentCaller() caller: Caller, @Body() input: CreateRoom): Promise<Room> {
    return this.creation.create(caller, input);
  }

  /** Joins the room with this code. A repeat changes nothing. */
  @Post('join')
  @HttpCode(HttpStatus.OK)
  @Problems('room_not_found', 'wrong_room_password', 'banned')
  joinByCode(@CurrentCaller() caller: Caller, @Body() input: JoinByCode): Promise<Room> {
    return this.joins.join(caller, input);
  }

  /** The direct room of the caller and another person; created by the first request. */
  @Put('direct/:userId')
  @ApiId('userId')
  @Problems('user_not_found', 'forbidden')
  direct(@CurrentCaller() caller: Caller, @Id('userId') userId: string): Promise<Room> {
    return this.rooms.openDirect(caller, userId);
  }

  /** A room the caller is in, or a public room. */
  @Get(':id')
  @ApiId('id')
  @Problems('room_not_found')
  show(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<Room> {
    return this.rooms.show(caller, id);
  }

  /** Changes name and topic (owners and moderators) or the settings (owners). */
  @Patch(':id')
  @ApiId('id')
  @Problems('room_not_found', 'forbidden', 'cannot_change_lobby')
  update(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() changes: UpdateRoom): Promise<Room> {
    return this.settings.update(caller, id, changes);
  }

  /** Deletes a room with all its messages. Owners only. */
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('room_not_found', 'forbidden', 'cannot_change_lobby')
  delete(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.rooms.delete(caller, id);
  }

  /** Gives a room a new code; the old code is no longer valid. */
  @Post(':id/code')
  @HttpCode(HttpStatus.OK)
  @ApiId('id')
  @Problems('room_not_found', 'forbidden', 'cannot_change_lobby')
  newCode(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<Room> {
    return this.settings.newCode(caller, id);
  }

  /** Joins a public room. */
  @Post(':id/join')
  @HttpCode(HttpStatus.OK)
  @ApiId('id')
  @Problems('room_not_found', 'wrong_room_password', 'banned')
  join(@CurrentCaller() caller: Caller, @Id('id') roomId: string, @Body() input: JoinPublicRoom): Promise<Room> {
    return this.joins.join(caller, { ...input, roomId });
  }

  /** Leaves a room. The Lobby and direct rooms cannot be left. */
  @Post(':id/leave')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('room_not_found', 'cannot_leave_lobby', 'cannot_leave_direct', 'last_owner')
  leave(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.joins.leave(caller, id);
  }
}
