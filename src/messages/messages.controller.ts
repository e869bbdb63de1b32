import { Body, Controller, Delete, Get, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { CountsAsCommand } from '../transport/command-rate.guard.ts';
import { MessageSigner } from '../uploads/attachments/message-signer.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { Deferrable } from '../common/limits/overload.guard.ts';
import { Problems } from '../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../common/token-access.ts';
import { Changes, EditPage, History, Message } from '../timeline/message.dto.ts';
import { MessageDeletionService } from './message-deletion.service.ts';
import { MessageEditingService } from './message-editing.service.ts';
import { MessageHistoryService } from './message-history.service.ts';
import { MessageSendingService } from './message-sending.service.ts';
import { EndsBotLoops } from './bot-loop.guard.ts';
import { RefusesOwnTokens } from './own-token.guard.ts';
import { ChangesQuery, EditsQuery, HistoryQuery, ChangeMessage, NewMessage, PreviewQuery } from './messages.dto.ts';

@ApiTags('messages')
@ApiBearerAuth()
@Controller()
export class MessagesController {
  constructor(
    private readonly reading: MessageHistoryService,
    private readonly sending: MessageSendingService,
    private readonly editing: MessageEditingService,
    private readonly deletion: MessageDeletionService,
    private readonly signer: MessageSigner,
  ) {}

  /** A page of a room's history: the newest messages, or before, after or around a seq, or at a time. */
  @Get('rooms/:id/messages')
  @Scope('messages:read', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('room_not_found')
  async history(
    @CurrentCaller() caller: Caller,
    @Id('id') roomId: string,
    @Query() query: HistoryQuery,
  ): Promise<History> {
    return this.signer.signPage(caller, await this.reading.history(caller, roomId, query));
  }

  /**
   * Reads a public room before joining it: its newest messages, or those before a seq. Files are named, but have no URLs.
   * Nothing counts as read, and nobody sees it. Not for guests, who know rooms by their code only.
   */
  @Get('rooms/:id/preview')
  @Scope('messages:read', HEEDS_ROOMS)
  @Deferrable()
  @ApiId('id')
  @Problems('room_not_found', 'banned', 'wrong_room_password')
  preview(@CurrentCaller() caller: Caller, @Id('id') roomId: string, @Query() query: PreviewQuery): Promise<History> {
    return this.reading.preview(caller, roomId, query);
  }

  /** What changed after a revision: each message once, in its newest state, deleted ones as tombstones. */
  @Get('rooms/:id/changes')
  @Scope('messages:read', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('room_not_found')
  async changes(
    @CurrentCaller() caller: Caller,
    @Id('id') roomId: string,
    @Query() query: ChangesQuery,
  ): Promise<Changes> {
    return this.signer.signPage(caller, await this.reading.changes(caller, roomId, query));
  }

  /** Sends a message. 201, or 200 with the first message when this clientId was sent before. */
  @Post('rooms/:id/messages')
  @RefusesOwnTokens()
  @EndsBotLoops()
  @Scope('messages:write', HEEDS_ROOMS)
  @CountsAsCommand('send_message')
  @ApiId('id')
  @ApiCreatedResponse({ type: Message })
  @ApiOkResponse({ type: Message, description: 'The first message of this clientId' })
  @Problems(
    'room_not_found',
    'message_not_found',
    'muted',
    'posting_restricted',
    'client_id_reused',
    'room_archived',
    'message_deleted',
    'slow_mode',
  )
  async send(
    @CurrentCaller() caller: Caller,
    @Id('id') roomId: string,
    @Body() input: NewMessage,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Message> {
    const { message, created } = await this.sending.send(caller, { ...input, roomId });
    response.status(created ? 201 : 200);
    return this.signer.sign(caller, message);
  }

  /** A single message. */
  @Get('messages/:id')
  @Scope('messages:read', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('message_not_found')
  async show(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<Message> {
    return this.signer.sign(caller, await this.reading.find(caller, id));
  }

  /**
   * The earlier texts of a message, oldest first; for its author and the moderators of the room. The first text and the
   * 99 newest others are kept.
   */
  @Get('messages/:id/edits')
  @Scope('messages:read', HEEDS_ROOMS)
  @Deferrable()
  @ApiId('id')
  @Problems('message_not_found', 'forbidden')
  edits(@CurrentCaller() caller: Caller, @Id('id') id: string, @Query() query: EditsQuery): Promise<EditPage> {
    return this.reading.edits(caller, id, query);
  }

  /** Edits a message of the caller. */
  @Patch('messages/:id')
  @RefusesOwnTokens()
  @Scope('messages:write', HEEDS_ROOMS)
  @CountsAsCommand('edit_message')
  @ApiId('id')
  @Problems('message_not_found', 'forbidden', 'posting_restricted', 'message_deleted')
  async edit(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() { body }: ChangeMessage): Promise<Message> {
    return this.signer.sign(caller, await this.editing.edit(caller, id, body));
  }

  /** Deletes a message; a tombstone takes its place. */
  @Delete('messages/:id')
  @Scope('messages:write', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('message_not_found', 'forbidden')
  async delete(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<Message> {
    return this.signer.sign(caller, await this.deletion.delete(caller, id));
  }
}
