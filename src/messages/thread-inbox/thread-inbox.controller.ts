import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../../common/token-access.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { ReadThread, ThreadInboxPage, ThreadInboxQuery, ThreadReadMark } from './thread-inbox.dto.ts';
import { ThreadInboxService } from './thread-inbox.service.ts';

/** Followed threads, and up to where the caller has read them. */
@ApiTags('messages')
@ApiBearerAuth()
@Controller()
export class ThreadInboxController {
  constructor(private readonly inbox: ThreadInboxService) {}

  /** The threads that the caller follows, in all rooms, the newest reply first. Nothing counts as read by it. */
  @Get('threads')
  @Scope('messages:read', HEEDS_ROOMS)
  list(@CurrentCaller() caller: Caller, @Query() query: ThreadInboxQuery): Promise<ThreadInboxPage> {
    return this.inbox.list(caller, query);
  }

  /** Marks the replies of all threads that the caller follows as read. */
  @Post('threads/read-all')
  @HttpCode(204)
  @Scope('messages:write', HEEDS_ROOMS)
  markAllRead(@CurrentCaller() caller: Caller): Promise<void> {
    return this.inbox.markAllRead(caller);
  }

  /** Marks the replies of a thread as read, up to a seq. Replies that stand in the room may still be unread there. */
  @Put('messages/:id/thread/read')
  @Scope('messages:write', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('message_not_found')
  markRead(
    @CurrentCaller() caller: Caller,
    @Id('id') id: string,
    @Body() { seq }: ReadThread,
  ): Promise<ThreadReadMark> {
    return this.inbox.markRead(caller, id, seq);
  }
}
