import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Deferrable } from '../../common/limits/overload.guard.ts';
import { UnreadPage, UnreadQuery } from './catch-up.dto.ts';
import { CatchUpService } from './catch-up.service.ts';

@ApiTags('messages')
@ApiBearerAuth()
@Controller('unread')
export class CatchUpController {
  constructor(private readonly catchUp: CatchUpService) {}

  /** What the caller has not read, room by room. Nothing counts as read by it. */
  @Get()
  @Deferrable()
  find(@CurrentCaller() caller: Caller, @Query() query: UnreadQuery): Promise<UnreadPage> {
    return this.catchUp.unreadRooms(caller, query);
  }
}
