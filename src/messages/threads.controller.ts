import { Controller, Delete, Get, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../common/token-access.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { Message, Thread } from '../timeline/message.dto.ts';
import { MessageSigner } from '../uploads/attachments/message-signer.ts';
import { ThreadFollowingService } from './thread-following.service.ts';
import { ThreadResolutionService } from './thread-resolution.service.ts';
import { ThreadQuery } from './messages.dto.ts';
import { ThreadFollowing, ThreadPage, ThreadsQuery } from './threads.dto.ts';
import { ThreadsService } from './threads.service.ts';

/** Threads: messages and their replies. */
@ApiTags('messages')
@ApiBearerAuth()
@Controller()
export class ThreadsController {
  constructor(
    private readonly threads: ThreadsService,
    private readonly following: ThreadFollowingService,
    private readonly resolution: ThreadResolutionService,
    private readonly signer: MessageSigner,
  ) {}

  /** The thread that a message begins or belongs to: its newest replies, or those before or after a seq. */
  @Get('messages/:id/thread')
  @Scope('messages:read', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('message_not_found')
  async show(@CurrentCaller() caller: Caller, @Id('id') id: string, @Query() query: ThreadQuery): Promise<Thread> {
    const { root, ...page } = this.signer.signPage(caller, await this.threads.of(caller, id, query));
    return { root: root && this.signer.sign(caller, root), ...page };
  }

  /** The messages of a room that have replies, by their newest reply, newest first. */
  @Get('rooms/:id/threads')
  @Scope('messages:read', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('room_not_found')
  async list(@CurrentCaller() caller: Caller, @Id('id') id: string, @Query() query: ThreadsQuery): Promise<ThreadPage> {
    return this.signer.signPage(caller, await this.threads.latest(caller, id, query));
  }

  /**
   * Follows the thread that a message begins or belongs to: every new reply in it notifies. A repeat changes nothing.
   */
  @Put('messages/:id/thread/following')
  @Scope('messages:write', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('message_not_found', 'message_deleted', 'forbidden')
  follow(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<ThreadFollowing> {
    return this.following.follow(caller, id);
  }

  /**
   * Resolves the thread that a message begins or belongs to: what was asked is answered. It is a change of the message that
   * the thread begins with, and rings nobody; the thread can be read and written in as before. A repeat changes nothing.
   */
  @Put('messages/:id/thread/resolved')
  @Scope('messages:write', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('message_not_found', 'message_deleted', 'no_replies', 'posting_restricted')
  resolve(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<Message> {
    return this.setResolved(caller, id, true);
  }

  /** Opens the thread that a message begins or belongs to again. A repeat changes nothing. */
  @Delete('messages/:id/thread/resolved')
  @Scope('messages:write', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('message_not_found', 'message_deleted', 'no_replies', 'posting_restricted')
  reopen(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<Message> {
    return this.setResolved(caller, id, false);
  }

  private async setResolved(caller: Caller, id: string, resolved: boolean): Promise<Message> {
    return this.signer.sign(caller, await this.resolution.setResolved(caller, id, resolved));
  }

  /** Stops following the thread, until the caller replies or is mentioned in it, or follows it again. */
  @Delete('messages/:id/thread/following')
  @Scope('messages:write', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('message_not_found', 'forbidden')
  stop(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<ThreadFollowing> {
    return this.following.stop(caller, id);
  }
}
