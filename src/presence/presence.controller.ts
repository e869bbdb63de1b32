import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Scope } from '../common/token-access.ts';
import { PresenceQuery, PresenceState } from './presence.dto.ts';
import { PresenceService } from './presence.service.ts';

@ApiTags('presence')
@ApiBearerAuth()
@Controller('presence')
export class PresenceController {
  constructor(private readonly presence: PresenceService) {}

  /** The presence of these people. People who share no room with the caller are left out. */
  @Get()
  @Scope('people:read')
  of(@CurrentCaller() caller: Caller, @Query() { userIds }: PresenceQuery): Promise<PresenceState[]> {
    return this.presence.of(caller, userIds);
  }
}
