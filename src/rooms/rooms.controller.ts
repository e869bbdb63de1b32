import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Patch,
  Post,
  Put,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { Deferrable } from '../common/limits/overload.guard.ts';
import { Problems } from '../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../common/token-access.ts';
import { JoinService } from './members/join.service.ts';
import { RoomCreationService } from './room-creation.service.ts';
import { CreateRoom, FindRooms, JoinByCode, JoinPublicRoom, Room, RoomPage, UpdateRoom } from './rooms.dto.ts';
import { RoomSettingsService } from './room-settings.service.ts';
import { RoomsService } from './rooms.service.ts';
import { LastMessageInterceptor } from './last-message.interceptor.ts';

@ApiTags('rooms')
@ApiBearerAuth()
@Controller('rooms')
@UseInterceptors(LastMessageInterceptor)
export class RoomsController {
  constructor(
    private readonly rooms: RoomsService,
    private readonly creation: RoomCreationService,
    private readonly joins: JoinService,
    private readonly settings: RoomSettingsService,
  ) {}

  /** All rooms the caller is in, on a single page. */
  @Get()
  @Scope('rooms:read', HEEDS_ROOMS)
  async mine(@CurrentCaller() caller: Caller): Promise<RoomPage> {
    return { items: await this.rooms.mine(caller), next: null };
  }

  /** Public rooms, by name or by activity. */
  @Get('directory')
  @Scope('rooms:read')
  @Deferrable()
  @Problems('forbidden')
  directory(@CurrentCaller() caller: Caller, @Query() query: FindRooms): Promise<RoomPage> {
    return this.rooms.directory(caller, query);
  }

  /** Creates a room; the caller owns it. */
  @Post()
  @Scope('rooms:write')
  create(@CurrentCaller() caller: Caller, @Body() input: CreateRoom): Promise<Room> {
    return this.creation.create(caller, input);
  }

  /** Joins the room with this code. A repeat changes nothing. */
  @Post('join')
  @Scope('rooms:write')
  @HttpCode(HttpStatus.OK)
  @Problems('room_not_found', 'wrong_room_password', 'banned')
  joinByCode(@CurrentCaller() caller: Caller, @Body() input: JoinByCode): Promise<Room> {
    return this.joins.join(caller, input);
  }

  /** The direct room of the caller and another person; created by the first request. */
  @Put('direct/:userId')
  @Scope('rooms:write')
  @ApiId('userId')
  @Problems('user_not_found', 'forbidden', 'blocked')
  direct(@CurrentCaller() caller: Caller, @Id('userId') userId: string): Promise<Room> {
    return this.rooms.openDirect(caller, userId);
  }

  /** A room the caller is in, or a public room. */
  @Get(':id')
  @Scope('rooms:read', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('room_not_found')
  show(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<Room> {
    return this.rooms.show(caller, id);
  }

  /** Changes name and topic (owners and moderators) or the settings (owners). */
  @Patch(':id')
  @Scope('rooms:write', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('room_not_found', 'forbidden', 'cannot_change_lobby')
  update(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() changes: UpdateRoom): Promise<Room> {
    return this.settings.update(caller, id, changes);
  }

  /** Deletes a room with all its messages. Owners only. */
  @Delete(':id')
  @Scope('rooms:write', HEEDS_ROOMS)
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('room_not_found', 'forbidden', 'cannot_change_lobby')
  delete(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.rooms.delete(caller, id);
  }

  /** Gives a room a new code; the old code is no longer valid. */
  @Post(':id/code')
  @Scope('rooms:write', HEEDS_ROOMS)
  @HttpCode(HttpStatus.OK)
  @ApiId('id')
  @Problems('room_not_found', 'forbidden', 'cannot_change_lobby')
  newCode(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<Room> {
    return this.settings.newCode(caller, id);
  }

  /** Joins a public room. */
  @Post(':id/join')
  @Scope('rooms:write', HEEDS_ROOMS)
  @HttpCode(HttpStatus.OK)
  @ApiId('id')
  @Problems('room_not_found', 'wrong_room_password', 'banned')
  join(@CurrentCaller() caller: Caller, @Id('id') roomId: string, @Body() input: JoinPublicRoom): Promise<Room> {
    return this.joins.join(caller, { ...input, roomId });
  }

  /** Leaves a room. The Lobby and direct rooms cannot be left. */
  @Post(':id/leave')
  @Scope('rooms:write', HEEDS_ROOMS)
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('room_not_found', 'cannot_leave_lobby', 'cannot_leave_direct', 'last_owner')
  leave(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.joins.leave(caller, id);
  }
}
