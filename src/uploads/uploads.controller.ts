import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Post,
  Query,
  Req,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { limits } from '../shared/limits.ts';
import { Problems } from '../common/problems.decorator.ts';
import { RateLimits } from '../common/rate-limits.ts';
import { ApiId, Id } from '../common/validation.ts';
import { Attachment } from '../timeline/message.dto.ts';
import { DownloadsService } from './downloads.service.ts';
import { Quarantine } from './quarantine.ts';
import { RoomFilesService } from './room-files.service.ts';
import { SignAddresses } from './sign-addresses.ts';
import { FileUpload, RoomFilePage, RoomFilesQuery, SignedFiles, SignFiles } from './uploads.dto.ts';
import { UploadsService } from './uploads.service.ts';

@ApiTags('uploads')
@ApiBearerAuth()
@Controller()
@UseInterceptors(SignAddresses)
export class UploadsController {
  constructor(
    private readonly uploads: UploadsService,
    private readonly receiving: Quarantine,
    private readonly downloads: DownloadsService,
    private readonly roomFiles: RoomFilesService,
    private readonly rates: RateLimits,
  ) {}

  /** Uploads a file, to be sent with a message within a day. It is `pending` while the virus scanner has not answered. */
  @Post('uploads')
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: FileUpload })
  @Problems(
    'quota_exceeded',
    'file_too_large',
    'file_type_mismatch',
    'file_damaged',
    'image_too_large',
    'audio_too_long',
    'archive_refused',
    'storage_full',
  )
  async upload(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Attachment> {
    await this.rates.take('upload', caller.userId);
    return this.uploads.store(caller, await this.receiving.receive(request, response, limits.file));
  }

  /** How far one's own file is. */
  @Get('uploads/:id')
  @ApiId('id')
  @Problems('attachment_not_found')
  show(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<Attachment> {
    return this.uploads.show(caller, id);
  }

  /** Removes one's own file that was not sent. What was sent goes with its message. */
  @Delete('uploads/:id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('attachment_not_found')
  remove(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.uploads.remove(caller, id);
  }

  /** Fresh addresses for files whose addresses are bare or have expired. */
  @Post('uploads/urls')
  @HttpCode(HttpStatus.OK)
  sign(@CurrentCaller() caller: Caller, @Body() { ids }: SignFiles): Promise<SignedFiles> {
    return this.downloads.sign(caller, ids);
  }

  /** The files that were sent in a room, newest first. */
  @Get('rooms/:id/files')
  @ApiId('id')
  @Problems('room_not_found')
  list(
    @CurrentCaller() caller: Caller,
    @Id('id') roomId: string,
    @Query() query: RoomFilesQuery,
  ): Promise<RoomFilePage> {
    return this.roomFiles.list(caller, roomId, query);
  }
}
