import { Body, Controller, Delete, Get, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOkResponse, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { Request, Response } from 'express';
import { type Caller, CurrentCaller, Public } from '../../common/caller.ts';
import { Deferrable } from '../../common/limits/overload.guard.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { AnyToken, HEEDS_ROOMS, Scope } from '../../common/token-access.ts';
import { AddEmoji, ChangeEmoji, CustomEmoji, CustomEmojiList } from '../../emoji/emoji.dto.ts';
import { EMOJI_NAME } from '../../shared/emoji-names.ts';
import { FileResponses } from '../downloads/file-responses.ts';
import { PICTURE_PROBLEMS, Quarantine } from '../quarantine.ts';
import { EmojiService } from './emoji.service.ts';

const ApiName = () => ApiParam({ name: 'name', schema: { type: 'string', pattern: EMOJI_NAME.source } });

/** Emoji of this server: written `:name:` in messages, as reactions and in a status. */
@ApiTags('emoji')
@Controller('emoji')
export class EmojiController {
  constructor(
    private readonly emoji: EmojiService,
    private readonly quarantine: Quarantine,
    private readonly responses: FileResponses,
  ) {}

  /** All of them, also the disabled, which are still drawn. `ETag` is the revision; a repeat with it gets 304. */
  @Get()
  @ApiBearerAuth()
  @Scope('messages:read', HEEDS_ROOMS)
  async list(
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CustomEmojiList> {
    const { items, revision } = await this.emoji.list(caller);
    // Guests get another answer.
    const tag = caller.role === 'guest' ? `${revision}-guest` : String(revision);
    response.set({ ETag: `"${tag}"`, 'Cache-Control': 'private, no-cache', Vary: 'Authorization' });
    return { items };
  }

  /** Adds an emoji, for those whom `EMOJI_BY` lets. Its name is for ever. */
  @Post()
  @ApiBearerAuth()
  @Scope('admin:write')
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: AddEmoji })
  @Problems('forbidden', 'emoji_name_taken', 'too_many_emoji', ...PICTURE_PROBLEMS)
  async add(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CustomEmoji> {
    this.emoji.assertMayAdd(caller);
    const received = await this.quarantine.receivePicture(caller, request, response);
    const { name } = (request.body ?? {}) as { name?: unknown };
    return this.emoji.add(caller, name, received);
  }

  /**
   * Renames an emoji, adds an alias, disables or enables it. For whoever added it, and for moderators and administrators of
   * the server.
   */
  @Patch(':name')
  @ApiBearerAuth()
  @Scope('admin:write')
  @ApiName()
  @Problems('forbidden', 'emoji_not_found', 'emoji_name_taken')
  change(
    @CurrentCaller() caller: Caller,
    @Param('name') name: string,
    @Body() changes: ChangeEmoji,
  ): Promise<CustomEmoji> {
    return this.emoji.change(caller, name, changes);
  }

  /** Disables an emoji: where it stands it is drawn, and reactions with it can be taken back. A repeat changes nothing. */
  @Delete(':name')
  @ApiBearerAuth()
  @Scope('admin:write')
  @ApiName()
  @Problems('forbidden', 'emoji_not_found')
  disable(@CurrentCaller() caller: Caller, @Param('name') name: string): Promise<CustomEmoji> {
    return this.emoji.change(caller, name, { disabled: true });
  }

  /** The picture of an emoji, by its `url` or `stillUrl`. */
  @Get('pictures/:key')
  @Public()
  @SkipThrottle()
  @AnyToken()
  @Deferrable()
  @ApiParam({ name: 'key', schema: { type: 'string', pattern: '^[0-9a-f]{32}-(128|1)$' } })
  @ApiProduces('image/webp')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Problems('attachment_not_found')
  async picture(@Param('key') key: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.responses.send(request, response, this.emoji.download(key));
  }
}
