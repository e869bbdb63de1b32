import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { limits } from '../shared/limits.ts';
import { Problems } from '../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../common/token-access.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { Attachment } from '../timeline/message.dto.ts';
import { attachmentOf } from './attachments/attachment.view.ts';
import { DownloadsService } from './downloads/downloads.service.ts';
import { FileUrlSigner } from './downloads/file-url-signer.ts';
import { Quarantine } from './quarantine.ts';
import { RoomFilesService } from './room-files.service.ts';
import { FileUpload, RoomFilePage, RoomFilesQuery, SignedFiles, SignFiles } from './uploads.dto.ts';
import { UploadsService } from './uploads.service.ts';

@ApiTags('uploads')
@ApiBearerAuth()
@Controller()
export class UploadsController {
  constructor(
    private readonly uploads: UploadsService,
    private readonly quarantine: Quarantine,
    private readonly downloads: DownloadsService,
    private readonly roomFiles: RoomFilesService,
    private readonly signatures: FileUrlSigner,
  ) {}

  /** Uploads a file, to be sent with a message within a day. It is `pending` while the virus scanner has not answered. */
  @Post('uploads')
  @Scope('files:write', HEEDS_ROOMS)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: FileUpload })
  @Problems('quota_exceeded', 'file_too_large', 'file_type_mismatch', 'file_damaged', 'audio_too_long', 'storage_full')
  async upload(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Attachment> {
    const received = await this.quarantine.receive(caller, request, response, { maxBytes: limits.file, isKept: true });
    return attachmentOf(await this.uploads.add(caller, received), this.signatures.signerFor(caller));
  }

  /** The state of a file that the caller uploaded. */
  @Get('uploads/:id')
  @Scope('files:read')
  @ApiId('id')
  @Problems('attachment_not_found')
  async show(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<Attachment> {
    return attachmentOf(await this.uploads.find(caller, id), this.signatures.signerFor(caller));
  }

  /** Removes a file that the caller uploaded and did not send. A file that was sent is removed with its message. */
  @Delete('uploads/:id')
  @Scope('files:write')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('attachment_not_found')
  remove(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.uploads.remove(caller, id);
  }

  /** Signs URLs of files again, for URLs that are unsigned or expired. */
  @Post('uploads/urls')
  @Scope('files:read', HEEDS_ROOMS)
  @HttpCode(HttpStatus.OK)
  sign(@CurrentCaller() caller: Caller, @Body() { ids }: SignFiles): Promise<SignedFiles> {
    return this.downloads.sign(caller, ids);
  }

  /** The files of a room, newest first. */
  @Get('rooms/:id/files')
  @Scope('files:read', HEEDS_ROOMS)
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
