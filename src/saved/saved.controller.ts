import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { MessageSigner } from '../uploads/attachments/message-signer.ts';
import { Saved, SavedPage, SavedQuery, SaveMessage } from './saved.dto.ts';
import { SavedService } from './saved.service.ts';

/** Messages saved for later. */
@ApiTags('saved')
@ApiBearerAuth()
@Controller()
export class SavedController {
  constructor(
    private readonly saved: SavedService,
    private readonly signer: MessageSigner,
  ) {}

  /** The messages that the caller has saved, over all rooms. */
  @Get('saved')
  async list(@CurrentCaller() caller: Caller, @Query() query: SavedQuery): Promise<SavedPage> {
    const { items, next } = await this.saved.list(caller, query);
    return { items: items.map((entry) => this.signed(caller, entry)), next };
  }

  /** Saves a message for later, with a note and a reminder, or changes the entry. What is absent stays as it is. */
  @Put('messages/:id/saved')
  @ApiId('id')
  @Problems('message_not_found', 'message_deleted', 'forbidden', 'too_many_saved')
  async save(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() input: SaveMessage): Promise<Saved> {
    return this.signed(caller, await this.saved.save(caller, id, input));
  }

  /** Removes a message from what is saved, with its note and reminder. A repeat changes nothing. */
  @Delete('messages/:id/saved')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  remove(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.saved.remove(caller, id);
  }

  private signed(caller: Caller, { message, ...entry }: Saved): Saved {
    return { ...entry, message: message && this.signer.sign(caller, message) };
  }
}
