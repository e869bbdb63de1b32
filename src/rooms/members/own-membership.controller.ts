import { Body, Controller, HttpCode, HttpStatus, Patch, Post, Put, UseInterceptors } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../../common/token-access.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { AllRead, ReadBack, ReadState, ReadUpTo, UnreadFrom } from '../read-marks/read-marks.dto.ts';
import { ReadMarksService } from '../read-marks/read-marks.service.ts';
import { Room } from '../rooms.dto.ts';
import { UpdateMembership } from './members.dto.ts';
import { OwnMembershipService } from './own-membership.service.ts';
import { LastMessageInterceptor } from '../last-message.interceptor.ts';

/** What members set for themselves in a room. */
@ApiTags('rooms')
@ApiBearerAuth()
@Controller('rooms')
@UseInterceptors(LastMessageInterceptor)
export class OwnMembershipController {
  constructor(
    private readonly ownMembership: OwnMembershipService,
    private readonly readMarks: ReadMarksService,
  ) {}

  /** Sets how the room notifies the caller, and where it stands in their list. What is absent stays as it is. */
  @Patch(':id/membership')
  @Scope('rooms:write', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('room_not_found', 'section_not_found')
  updateMembership(
    @CurrentCaller() caller: Caller,
    @Id('id') id: string,
    @Body() changes: UpdateMembership,
  ): Promise<Room> {
    return this.ownMembership.update(caller, id, changes);
  }

  /** Marks all rooms of the caller as read, on all their devices. */
  @Post('read-all')
  @Scope('messages:write')
  @HttpCode(HttpStatus.OK)
  markAllRead(@CurrentCaller() caller: Caller): Promise<AllRead> {
    return this.readMarks.markAllRead(caller);
  }

  /** Marks messages of several rooms as unread again. Rooms that the caller is not in are passed over. */
  @Post('read-back')
  @Scope('messages:write')
  @HttpCode(HttpStatus.NO_CONTENT)
  readBack(@CurrentCaller() caller: Caller, @Body() { rooms }: ReadBack): Promise<void> {
    return this.readMarks.readBack(caller, rooms);
  }

  /** Marks everything up to a message as read. */
  @Put(':id/read')
  @Scope('messages:write', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('room_not_found')
  markRead(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() { seq }: ReadUpTo): Promise<ReadState> {
    return this.readMarks.markRead(caller, id, seq);
  }

  /** Marks a message and everything after it as unread again, on all devices of the caller. */
  @Put(':id/unread')
  @Scope('messages:write', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('room_not_found')
  markUnread(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() { seq }: UnreadFrom): Promise<ReadState> {
    return this.readMarks.markUnread(caller, id, seq);
  }
}
