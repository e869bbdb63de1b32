import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { PageQuery } from '../common/page.ts';
import { Problems } from '../common/problems.decorator.ts';
import { Scope } from '../common/token-access.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { CreateGroup, FindGroups, Group, GroupMemberPage, GroupPage, UpdateGroup } from './groups.dto.ts';
import { GroupsService } from './groups.service.ts';

/** Groups of people: everybody with an account sees them, moderators and administrators of the server make them. */
@ApiTags('groups')
@ApiBearerAuth()
@Controller('groups')
export class GroupsController {
  constructor(private readonly groups: GroupsService) {}

  /** The groups of the server, by handle. Guests see none. */
  @Get()
  @Scope('people:read')
  @Problems('forbidden')
  list(@CurrentCaller() caller: Caller, @Query() query: FindGroups): Promise<GroupPage> {
    return this.groups.list(caller, query);
  }

  /** Makes a group without people. For moderators and administrators. */
  @Post()
  @Scope('admin:write')
  @Problems('forbidden', 'username_taken')
  create(@CurrentCaller() caller: Caller, @Body() group: CreateGroup): Promise<Group> {
    return this.groups.create(caller, group);
  }

  /** A group. */
  @Get(':id')
  @Scope('people:read')
  @ApiId('id')
  @Problems('forbidden', 'group_not_found')
  show(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<Group> {
    return this.groups.show(caller, id);
  }

  /** Changes a group. For moderators and administrators. */
  @Patch(':id')
  @Scope('admin:write')
  @ApiId('id')
  @Problems('forbidden', 'group_not_found', 'username_taken')
  update(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() changes: UpdateGroup): Promise<Group> {
    return this.groups.update(caller, id, changes);
  }

  /** Deletes a group; its people stay in their rooms. For moderators and administrators. */
  @Delete(':id')
  @Scope('admin:write')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('forbidden', 'group_not_found')
  remove(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.groups.remove(caller, id);
  }

  /** The people of a group, in the order in which they were added. */
  @Get(':id/members')
  @Scope('people:read')
  @ApiId('id')
  @Problems('forbidden', 'group_not_found')
  members(@CurrentCaller() caller: Caller, @Id('id') id: string, @Query() query: PageQuery): Promise<GroupMemberPage> {
    return this.groups.members(caller, id, query);
  }

  /** Adds a person to a group, at most 500. A repeat changes nothing. For moderators and administrators. */
  @Put(':id/members/:userId')
  @Scope('admin:write')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id', 'userId')
  @Problems('forbidden', 'group_not_found', 'user_not_found', 'group_full')
  add(@CurrentCaller() caller: Caller, @Id('id') id: string, @Id('userId') userId: string): Promise<void> {
    return this.groups.addMember(caller, id, userId);
  }

  /** Removes a person from a group. A repeat changes nothing. For moderators and administrators. */
  @Delete(':id/members/:userId')
  @Scope('admin:write')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id', 'userId')
  @Problems('forbidden', 'group_not_found')
  take(@CurrentCaller() caller: Caller, @Id('id') id: string, @Id('userId') userId: string): Promise<void> {
    return this.groups.removeMember(caller, id, userId);
  }
}
