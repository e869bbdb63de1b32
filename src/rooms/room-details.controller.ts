import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Deferrable } from '../common/limits/overload.guard.ts';
import { Problems } from '../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../common/token-access.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { RoomDetailsService } from './room-details.service.ts';
import { RoomDetails } from './rooms.dto.ts';

@ApiTags('rooms')
@ApiBearerAuth()
@Controller('rooms')
export class RoomDetailsController {
  constructor(private readonly details: RoomDetailsService) {}

  /** Owners, size and last activity of a room the caller is in, or of a public room. */
  @Get(':id/details')
  @Scope('rooms:read', HEEDS_ROOMS)
  @Deferrable()
  @ApiId('id')
  @Problems('room_not_found')
  show(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<RoomDetails> {
    return this.details.show(caller, id);
  }
}
