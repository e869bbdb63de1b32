import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../../common/token-access.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { FindGroups } from '../../groups/groups.dto.ts';
import { MemberRolesService } from './member-roles.service.ts';
import { MembersService } from './members.service.ts';
import { ModerationService } from './moderation.service.ts';
import { MutingService } from './muting.service.ts';
import {
  BanPage,
  FindMembers,
  InviteMembers,
  Member,
  MemberPage,
  MutePage,
  RoomGroupPage,
  UpdateMember,
} from './members.dto.ts';

@ApiTags('rooms')
@ApiBearerAuth()
@Controller('rooms/:id')
export class MembersController {
  constructor(
    private readonly members: MembersService,
    private readonly roles: MemberRolesService,
    private readonly moderation: ModerationService,
    private readonly muting: MutingService,
  ) {}

  /** The people in a room, in the order of joining. */
  @Get('members')
  @Scope('rooms:read', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('room_not_found')
  list(@CurrentCaller() caller: Caller, @Id('id') id: string, @Query() query: FindMembers): Promise<MemberPage> {
    return this.members.list(caller, id, query);
  }

  /**
   * Adds people to a room. Guests add nobody. A person who has left the room is not added again: they come back
   * themselves, by the code or from the directory. A person who was kicked is added by owners and moderators, one who is
   * banned by nobody. None is added unless all may be; of a group, those are added who may be. A group conversation takes at
   * most 12 people.
   */
  @Post('members')
  @Scope('rooms:write', HEEDS_ROOMS)
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems(
    'room_not_found',
    'user_not_found',
    'group_not_found',
    'forbidden',
    'member_left',
    'muted',
    'banned',
    'conversation_full',
  )
  invite(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() people: InviteMembers): Promise<void> {
    return this.members.invite(caller, id, people);
  }

  /** The groups of the server, and how many people of each are in the room: a mention notifies those. Guests see none. */
  @Get('groups')
  @Scope('rooms:read', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('room_not_found', 'forbidden')
  groups(@CurrentCaller() caller: Caller, @Id('id') id: string, @Query() query: FindGroups): Promise<RoomGroupPage> {
    return this.members.groups(caller, id, query);
  }

  /** Gives a member a role (owners) or mutes them (owners and moderators). The last owner remains owner. */
  @Patch('members/:userId')
  @Scope('rooms:write', HEEDS_ROOMS)
  @ApiId('id', 'userId')
  @Problems('room_not_found', 'user_not_found', 'forbidden', 'last_owner', 'cannot_change_lobby', 'muted')
  update(
    @CurrentCaller() caller: Caller,
    @Id('id') id: string,
    @Id('userId') userId: string,
    @Body() changes: UpdateMember,
  ): Promise<Member> {
    return this.roles.update(caller, id, userId, changes);
  }

  /** Removes a member from the room. They may join again. */
  @Delete('members/:userId')
  @Scope('rooms:write', HEEDS_ROOMS)
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id', 'userId')
  @Problems('room_not_found', 'user_not_found', 'forbidden', 'cannot_leave_lobby')
  kick(@CurrentCaller() caller: Caller, @Id('id') id: string, @Id('userId') userId: string): Promise<void> {
    return this.moderation.kick(caller, id, userId);
  }

  /** The banned people of a room. */
  @Get('bans')
  @Scope('rooms:read', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('room_not_found', 'forbidden')
  listBans(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<BanPage> {
    return this.moderation.listBans(caller, id);
  }

  /** Bans a person, and removes them from the room. */
  @Put('bans/:userId')
  @Scope('rooms:write', HEEDS_ROOMS)
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id', 'userId')
  @Problems('room_not_found', 'user_not_found', 'forbidden', 'cannot_leave_lobby')
  ban(@CurrentCaller() caller: Caller, @Id('id') id: string, @Id('userId') userId: string): Promise<void> {
    return this.moderation.ban(caller, id, userId);
  }

  /** The mutes of a room that last, of members and of people who have left. */
  @Get('mutes')
  @Scope('rooms:read', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('room_not_found', 'forbidden', 'muted')
  listMutes(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<MutePage> {
    return this.muting.list(caller, id);
  }

  /** Ends a mute, also that of a person who has left. A repeat changes nothing. */
  @Delete('mutes/:userId')
  @Scope('rooms:write', HEEDS_ROOMS)
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id', 'userId')
  @Problems('room_not_found', 'forbidden', 'muted')
  unmute(@CurrentCaller() caller: Caller, @Id('id') id: string, @Id('userId') userId: string): Promise<void> {
    return this.muting.unmute(caller, id, userId);
  }

  /** Lifts a ban. */
  @Delete('bans/:userId')
  @Scope('rooms:write', HEEDS_ROOMS)
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id', 'userId')
  @Problems('room_not_found', 'forbidden')
  unban(@CurrentCaller() caller: Caller, @Id('id') id: string, @Id('userId') userId: string): Promise<void> {
    return this.moderation.unban(caller, id, userId);
  }
}
