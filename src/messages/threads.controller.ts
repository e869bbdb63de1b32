import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { PageQuery } from '../common/page.ts';
import { Problems } from '../common/problems.decorator.ts';
import { ApiId, Id } from '../common/validation.ts';
import { MessagePage, Thread } from '../timeline/message.dto.ts';
import { SignAddresses } from '../uploads/sign-addresses.ts';
import { ThreadQuery } from './messages.dto.ts';
import { ThreadsService } from './threads.service.ts';

/** What answers what. */
@ApiTags('messages')
@ApiBearerAuth()
@Controller()
@UseInterceptors(SignAddresses)
export class ThreadsController {
  constructor(private readonly threads: ThreadsService) {}

  /** The thread that a message begins or belongs to: its newest answers, or those before or after a seq. */
  @Get('messages/:id/thread')
  @ApiId('id')
  @Problems('message_not_found')
  show(@CurrentCaller() caller: Caller, @Id('id') id: string, @Query() query: ThreadQuery): Promise<Thread> {
    return this.threads.of(caller, id, query);
  }

  /** The messages of a room that were answered, the last answered first. */
  @Get('rooms/:id/threads')
  @ApiId('id')
  @Problems('room_not_found')
  list(@CurrentCaller() caller: Caller, @Id('id') id: string, @Query() query: PageQuery): Promise<MessagePage> {
    return this.threads.latest(caller, id, query);
  }
}
