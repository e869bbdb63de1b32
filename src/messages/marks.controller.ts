import { Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../common/token-access.ts';
import { MessageSigner } from '../uploads/attachments/message-signer.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { Message, MessagePage } from '../timeline/message.dto.ts';
import { Readers } from './messages.dto.ts';
import { PinsService } from './pins.service.ts';
import { ReadersService } from './readers.service.ts';
import { ReactionsService } from './reactions.service.ts';

/** Reactions, pins and readers of messages. */
@ApiTags('messages')
@ApiBearerAuth()
@Controller()
export class MarksController {
  constructor(
    private readonly reactions: ReactionsService,
    private readonly pins: PinsService,
    private readonly readers: ReadersService,
    private readonly signer: MessageSigner,
  ) {}

  /** Reacts with an emoji; a repeat changes nothing. */
  @Put('messages/:id/reactions/:emoji')
  @Scope('reactions:write', HEEDS_ROOMS)
  @ApiId('id')
  @ApiParam({ name: 'emoji', example: '👍' })
  @Problems('message_not_found', 'posting_restricted', 'message_deleted', 'too_many_reactions')
  async react(@CurrentCaller() caller: Caller, @Id('id') id: string, @Param('emoji') emoji: string): Promise<Message> {
    return this.signer.sign(caller, await this.reactions.add(caller, id, emoji));
  }

  /** Removes a reaction of the caller. */
  @Delete('messages/:id/reactions/:emoji')
  @Scope('reactions:write', HEEDS_ROOMS)
  @ApiId('id')
  @ApiParam({ name: 'emoji', example: '👍' })
  @Problems('message_not_found', 'posting_restricted', 'message_deleted')
  async unreact(
    @CurrentCaller() caller: Caller,
    @Id('id') id: string,
    @Param('emoji') emoji: string,
  ): Promise<Message> {
    return this.signer.sign(caller, await this.reactions.remove(caller, id, emoji));
  }

  /** Pins a message to its room. */
  @Put('messages/:id/pin')
  @Scope('messages:write', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('message_not_found', 'message_deleted', 'too_many_pins')
  async pin(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<Message> {
    return this.signer.sign(caller, await this.pins.pin(caller, id));
  }

  /** Removes a pin. */
  @Delete('messages/:id/pin')
  @Scope('messages:write', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('message_not_found', 'message_deleted')
  async unpin(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<Message> {
    return this.signer.sign(caller, await this.pins.unpin(caller, id));
  }

  /**
   * The members who have read up to a message. Members who hide their read receipts are left out, and see no readers.
   */
  @Get('messages/:id/readers')
  @Scope('messages:read', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('message_not_found')
  listReaders(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<Readers> {
    return this.readers.of(caller, id);
  }

  /** The pinned messages of a room, last pinned first. */
  @Get('rooms/:id/pins')
  @Scope('messages:read', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('room_not_found')
  async list(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<MessagePage> {
    return this.signer.signPage(caller, await this.pins.list(caller, id));
  }
}
