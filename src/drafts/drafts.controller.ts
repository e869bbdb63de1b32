import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { DraftPage, DraftPlaceQuery, DraftsQuery, DraftVersion, PutDraft } from './drafts.dto.ts';
import { DraftsService } from './drafts.service.ts';

/** What the caller has begun to write. */
@ApiTags('drafts')
@ApiBearerAuth()
@Controller()
export class DraftsController {
  constructor(private readonly drafts: DraftsService) {}

  /** The drafts of the caller over all rooms, the one changed last first; also those of rooms that they have left. */
  @Get('drafts')
  list(@CurrentCaller() caller: Caller, @Query() query: DraftsQuery): Promise<DraftPage> {
    return this.drafts.list(caller, query);
  }

  /**
   * Stores what the caller has written so far in a room, in a thread of it, or as the new text of a message. If another
   * device has changed it since `baseVersion`, nothing is stored and `draft` tells what stands there.
   */
  @Put('rooms/:id/draft')
  @ApiId('id')
  @Problems('room_not_found', 'message_not_found', 'draft_conflict', 'too_many_drafts')
  put(@CurrentCaller() caller: Caller, @Id('id') roomId: string, @Body() input: PutDraft): Promise<DraftVersion> {
    return this.drafts.put(caller, roomId, input);
  }

  /** Removes a draft, also that of a room which the caller has left. A repeat changes nothing. */
  @Delete('rooms/:id/draft')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('draft_conflict')
  remove(@CurrentCaller() caller: Caller, @Id('id') roomId: string, @Query() query: DraftPlaceQuery): Promise<void> {
    return this.drafts.remove(caller, roomId, query);
  }
}
