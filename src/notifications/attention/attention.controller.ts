import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Deferrable } from '../../common/limits/overload.guard.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { AttentionCounts, FindAttention, MessageAttention } from './attention.dto.ts';
import { AttentionService } from './attention.service.ts';

@ApiTags('notifications')
@ApiBearerAuth()
@Controller()
export class AttentionController {
  constructor(private readonly attention: AttentionService) {}

  /** Why a message has notified the caller, or has not: what was decided when it came, and what would be now. */
  @Get('messages/:id/attention')
  @Deferrable()
  @ApiId('id')
  @Problems('message_not_found')
  of(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<MessageAttention> {
    return this.attention.of(caller, id);
  }

  /** How many decisions about notifications there were, and why. They name no message. For administrators. */
  @Get('admin/attention')
  @Deferrable()
  @Problems('forbidden')
  counts(@CurrentCaller() caller: Caller, @Query() query: FindAttention): Promise<AttentionCounts> {
    return this.attention.counts(caller, query);
  }
}
