import { Body, Controller, Get, HttpCode, HttpStatus, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../../common/token-access.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { OwnPoll } from '../../timeline/poll.dto.ts';
import { RefusesOwnTokens } from '../own-token.guard.ts';
import { AddOption, ChangeVotes } from './polls.dto.ts';
import { PollsService } from './polls.service.ts';

/** Polls: they are sent with a message, and answered here. */
@ApiTags('messages')
@ApiBearerAuth()
@Controller('messages/:id/poll')
export class PollsController {
  constructor(private readonly polls: PollsService) {}

  /** The poll of a message with what the caller has chosen, and the results if they may see them. */
  @Get()
  @Scope('messages:read', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('message_not_found', 'message_deleted', 'poll_not_found')
  show(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<OwnPoll> {
    return this.polls.show(caller, id);
  }

  /** Votes: replaces what the caller has chosen. It counts once this is answered, within about 300 ms. */
  @Put('votes')
  @Scope('reactions:write', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('message_not_found', 'message_deleted', 'poll_not_found', 'poll_closed', 'muted')
  vote(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() { optionIds }: ChangeVotes): Promise<OwnPoll> {
    return this.polls.vote(caller, id, optionIds);
  }

  /** Adds an option: the author always, others where the poll says `adding`. */
  @Post('options')
  @RefusesOwnTokens()
  @Scope('messages:write', HEEDS_ROOMS)
  @ApiId('id')
  @Problems(
    'message_not_found',
    'message_deleted',
    'poll_not_found',
    'forbidden',
    'muted',
    'room_archived',
    'poll_closed',
    'too_many_options',
  )
  addOption(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() { text }: AddOption): Promise<OwnPoll> {
    return this.polls.addOption(caller, id, text);
  }

  /** Closes the poll, for good: its author, and the moderators of the room. A repeat changes nothing. */
  @Post('close')
  @HttpCode(HttpStatus.OK)
  @Scope('messages:write', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('message_not_found', 'message_deleted', 'poll_not_found', 'forbidden', 'muted')
  close(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<OwnPoll> {
    return this.polls.close(caller, id);
  }
}
