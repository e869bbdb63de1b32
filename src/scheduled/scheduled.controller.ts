import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Patch, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { RefusesOwnTokens } from '../messages/own-token.guard.ts';
import { Message } from '../timeline/message.dto.ts';
import { CountsAsCommand } from '../transport/command-rate.guard.ts';
import { MessageSigner } from '../uploads/attachments/message-signer.ts';
import { ChangeScheduled, ScheduledEntry, ScheduledPage, ScheduleMessage } from './scheduled.dto.ts';
import { ScheduledSendingService } from './scheduled-sending.service.ts';
import { ScheduledService } from './scheduled.service.ts';

/** Messages that the caller has scheduled. */
@ApiTags('scheduled')
@ApiBearerAuth()
@Controller()
export class ScheduledController {
  constructor(
    private readonly scheduled: ScheduledService,
    private readonly sending: ScheduledSendingService,
    private readonly signer: MessageSigner,
  ) {}

  /** Everything that the caller has scheduled and that is not sent yet, over all rooms, the earliest first. */
  @Get('scheduled')
  list(@CurrentCaller() caller: Caller): Promise<ScheduledPage> {
    return this.scheduled.list(caller);
  }

  /**
   * Schedules a message. It is sent within seconds of its time, as the caller and with the rights that they have then. 201,
   * or 200 with what is scheduled when this clientId was scheduled before.
   */
  @Post('rooms/:id/scheduled')
  @RefusesOwnTokens()
  @CountsAsCommand('send_message')
  @ApiId('id')
  @ApiCreatedResponse({ type: ScheduledEntry })
  @ApiOkResponse({ type: ScheduledEntry, description: 'What is scheduled under this clientId' })
  @Problems('room_not_found', 'message_not_found', 'muted', 'room_archived', 'client_id_reused', 'too_many_scheduled')
  async create(
    @CurrentCaller() caller: Caller,
    @Id('id') roomId: string,
    @Body() input: ScheduleMessage,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ScheduledEntry> {
    const { entry, created } = await this.scheduled.create(caller, roomId, input);
    response.status(created ? 201 : 200);
    return entry;
  }

  /** Changes words, reply, files or time of a scheduled message. What is absent stays as it is. */
  @Patch('scheduled/:id')
  @RefusesOwnTokens()
  @ApiId('id')
  @Problems('scheduled_not_found', 'already_sending', 'room_not_found', 'message_not_found', 'muted', 'room_archived')
  change(
    @CurrentCaller() caller: Caller,
    @Id('id') id: string,
    @Body() input: ChangeScheduled,
  ): Promise<ScheduledEntry> {
    return this.scheduled.change(caller, id, input);
  }

  /** Removes a scheduled message, so that it is not sent. A repeat changes nothing. */
  @Delete('scheduled/:id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('already_sending')
  remove(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.scheduled.remove(caller, id);
  }

  /** Sends a scheduled message at once, also one that has failed. If it is refused, it stays as it was. */
  @Post('scheduled/:id/send')
  @HttpCode(HttpStatus.OK)
  @CountsAsCommand('send_message')
  @ApiId('id')
  @Problems('scheduled_not_found', 'already_sending', 'room_not_found', 'message_not_found', 'muted', 'room_archived')
  async send(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<Message> {
    const message = await this.sending.sendNow(caller, id, () => this.scheduled.exists(caller, id));
    return this.signer.sign(caller, message);
  }
}
