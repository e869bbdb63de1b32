import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { Deferrable } from '../common/limits/overload.guard.ts';
import { Problems } from '../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../common/token-access.ts';
import { FindUsers, Me, User, UserPage } from './users.dto.ts';
import { UsersService } from './users.service.ts';

@ApiTags('users')
@ApiBearerAuth()
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  /** The caller's own account. */
  @Get('me')
  @Scope('people:read', HEEDS_ROOMS)
  me(@CurrentCaller() caller: Caller): Promise<Me> {
    return this.users.ownProfile(caller.userId);
  }

  /** Finds people by the start of their name. */
  @Get()
  @Scope('people:read')
  @Deferrable()
  find(@CurrentCaller() caller: Caller, @Query() query: FindUsers): Promise<UserPage> {
    return this.users.find(caller, query);
  }

  /** A person's profile. Guests see only people they share a room with. */
  @Get(':id')
  @Scope('people:read')
  @ApiId('id')
  @Problems('user_not_found')
  show(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<User> {
    return this.users.show(caller, id);
  }
}
