import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { Request, Response } from 'express';
import { type Caller, OptionalCaller, Public } from '../../common/caller.ts';
import { Deferrable } from '../../common/limits/overload.guard.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { AnyToken, HEEDS_ROOMS, Scope } from '../../common/token-access.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { AvatarsService } from '../avatars/avatars.service.ts';
import { DownloadsService } from './downloads.service.ts';
import { FileResponses } from './file-responses.ts';
import { AvatarSize, SignedAccess } from '../uploads.dto.ts';

const BYTES = { schema: { type: 'string', format: 'binary' } } as const;

/**
 * The content of files. The guard lets every request pass: a bearer token or the signature in the URL identifies the
 * caller.
 */
@ApiTags('uploads')
@Public()
@SkipThrottle()
@Controller()
export class DownloadsController {
  constructor(
    private readonly downloads: DownloadsService,
    private readonly avatars: AvatarsService,
    private readonly responses: FileResponses,
  ) {}

  /** The file, or a part of it (`Range`). Browsers show pictures and play sound; every other file is downloaded. */
  @Get('uploads/:id/content')
  @Scope('files:read', HEEDS_ROOMS)
  @ApiBearerAuth()
  @ApiId('id')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse(BYTES)
  @Problems('attachment_not_found', 'range_not_satisfiable')
  async content(
    @OptionalCaller() caller: Caller | undefined,
    @Id('id') id: string,
    @Query() { access }: SignedAccess,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.responses.send(request, response, await this.downloads.content(caller, id, access));
  }

  /** The thumbnail of a picture. */
  @Get('uploads/:id/thumbnail')
  @Scope('files:read', HEEDS_ROOMS)
  @Deferrable()
  @ApiBearerAuth()
  @ApiId('id')
  @ApiProduces('image/webp')
  @ApiOkResponse(BYTES)
  @Problems('attachment_not_found', 'range_not_satisfiable')
  async thumbnail(
    @OptionalCaller() caller: Caller | undefined,
    @Id('id') id: string,
    @Query() { access }: SignedAccess,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.responses.send(request, response, await this.downloads.thumbnail(caller, id, access));
  }

  /** The picture of a user, by its `avatarUrl`. */
  @Get('avatars/:key')
  @AnyToken()
  @Deferrable()
  @ApiParam({ name: 'key', schema: { type: 'string', pattern: '^[0-9a-f]{32}$' } })
  @ApiProduces('image/webp')
  @ApiOkResponse(BYTES)
  @Problems('attachment_not_found')
  async avatar(
    @Param('key') key: string,
    @Query() { size = 256 }: AvatarSize,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.responses.send(request, response, this.avatars.download(key, size));
  }
}
