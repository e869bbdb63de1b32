import { Body, Controller, HttpCode, HttpStatus, Post, UseInterceptors } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../../common/token-access.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { LastMessageInterceptor } from '../last-message.interceptor.ts';
import { Room } from '../rooms.dto.ts';
import { ConversionService } from './conversion.service.ts';
import { ConvertConversation, OpenGroupConversation } from './group-conversations.dto.ts';
import { GroupConversationsService } from './group-conversations.service.ts';

/** Conversations of 3 to 12 people, beside the direct rooms of two. */
@ApiTags('rooms')
@ApiBearerAuth()
@Controller('rooms')
@UseInterceptors(LastMessageInterceptor)
export class GroupConversationsController {
  constructor(
    private readonly conversations: GroupConversationsService,
    private readonly conversion: ConversionService,
  ) {}

  /**
   * The group conversation of the caller and these people; created by the first request. Once somebody was added or has
   * left, the same people get another one.
   */
  @Post('groups')
  @Scope('rooms:write')
  @HttpCode(HttpStatus.OK)
  @Problems('user_not_found', 'forbidden')
  open(@CurrentCaller() caller: Caller, @Body() { userIds }: OpenGroupConversation): Promise<Room> {
    return this.conversations.open(caller, userIds);
  }

  /**
   * Makes a group conversation a private room with a name and a code, which the caller owns. What was written stays; each
   * member sees as much of it as before.
   */
  @Post(':id/convert')
  @Scope('rooms:write', HEEDS_ROOMS)
  @HttpCode(HttpStatus.OK)
  @ApiId('id')
  @Problems('room_not_found', 'forbidden', 'not_a_conversation')
  convert(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() { name }: ConvertConversation): Promise<Room> {
    return this.conversion.convert(caller, id, name);
  }
}
