import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { MadeToken, MakeToken, TokenPage } from '../../auth/tokens/tokens.dto.ts';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { BotChangesService } from './bot-changes.service.ts';
import { BotHandoverService } from './bot-handover.service.ts';
import { BotTokensService } from './bot-tokens.service.ts';
import { Bot, BotPage, BotRooms, ChangeBot, FindBots, MadeBot, NewBot } from './bots.dto.ts';
import { BotsService } from './bots.service.ts';

/** Programs with accounts of their own, and their tokens. No token opens these routes. */
@ApiTags('integrations')
@ApiBearerAuth()
@Controller('bots')
export class BotsController {
  constructor(
    private readonly bots: BotsService,
    private readonly changes: BotChangesService,
    private readonly handover: BotHandoverService,
    private readonly tokens: BotTokensService,
  ) {}

  /** The bots of the caller, oldest first; to administrators those of everybody, unless they ask for their own. */
  @Get()
  @Problems('forbidden', 'not_available')
  list(@CurrentCaller() caller: Caller, @Query() query: FindBots): Promise<BotPage> {
    return this.bots.list(caller, query);
  }

  /** Makes a bot, at most ten a person. It is in no room: people put it into theirs, as they add others. */
  @Post()
  @Problems('forbidden', 'not_available', 'username_taken')
  async make(@CurrentCaller() caller: Caller, @Body() input: NewBot): Promise<MadeBot> {
    return { bot: await this.bots.make(caller, input) };
  }

  /**
   * Renames a bot, stops it, or gives it to another person. One that has stopped with the account of its owner goes on once it
   * is given to another.
   */
  @Patch(':id')
  @ApiId('id')
  @Problems('not_found', 'forbidden', 'user_not_found')
  async change(
    @CurrentCaller() caller: Caller,
    @Id('id') id: string,
    @Body() { ownerId, ...change }: ChangeBot,
  ): Promise<Bot> {
    if (ownerId !== undefined) await this.handover.handOver(caller, id, ownerId);
    return this.changes.apply(caller, id, change);
  }

  /** Deletes a bot: its tokens end and it leaves its rooms. What it has written stays, of "Deleted bot". */
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('not_found', 'forbidden')
  remove(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.bots.remove(caller, id);
  }

  /** The rooms that people have put a bot into. */
  @Get(':id/rooms')
  @ApiId('id')
  @Problems('not_found')
  async rooms(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<BotRooms> {
    return { items: await this.bots.rooms(caller, id) };
  }

  /** The live tokens of a bot, newest first, without their secrets. */
  @Get(':id/tokens')
  @ApiId('id')
  @Problems('not_found', 'forbidden')
  async listTokens(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<TokenPage> {
    return { items: await this.tokens.list(caller, id), next: null };
  }

  /**
   * Makes a token of a bot, at most twenty at a time; for its owner. Its secret is told here only. Needs a fresh sign-in or
   * `POST /auth/confirm`, by the second factor for people who have one.
   */
  @Post(':id/tokens')
  @ApiId('id')
  @Problems('not_found', 'confirmation_required', 'forbidden', 'not_available')
  makeToken(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() input: MakeToken): Promise<MadeToken> {
    return this.tokens.make(caller, id, input);
  }

  /** Ends a token of a bot: its requests are refused and its sockets closed, at once. */
  @Delete(':id/tokens/:tokenId')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id', 'tokenId')
  @Problems('not_found', 'forbidden')
  revokeToken(@CurrentCaller() caller: Caller, @Id('id') id: string, @Id('tokenId') tokenId: string): Promise<void> {
    return this.tokens.revoke(caller, id, tokenId);
  }
}
