import { Controller, Delete, Head, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiExcludeEndpoint, ApiHeader, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Problems } from '../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../common/token-access.ts';
import { ResumableUploadsService } from './resumable-uploads.service.ts';

const VERSION = { name: 'Tus-Resumable', required: true, example: '1.0.0' };

/** The tus protocol 1.0.0 (https://tus.io), for files on a bad network. */
@ApiTags('uploads')
@ApiBearerAuth()
@Controller('uploads/resumable')
export class ResumableUploadsController {
  constructor(private readonly resumable: ResumableUploadsService) {}

  /** Begins an upload, at most five at once; `Location` names it. What does not end is forgotten: a guest's after an hour, a member's after a day, and after ten minutes without a part when its place is needed. `Upload-Metadata` holds `filename`, `filetype` and, for sound, `waveform`; `HEAD` tells how much has arrived. */
  @Post()
  @Scope('files:write', HEEDS_ROOMS)
  @ApiHeader(VERSION)
  @ApiHeader({ name: 'Upload-Length', required: true, description: 'Bytes, at most 25 MB' })
  @ApiHeader({ name: 'Upload-Metadata', description: 'Keys and values in base64' })
  @Problems('quota_exceeded', 'too_many_requests', 'unavailable')
  begin(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.resumable.handle(request, response);
  }

  /** How much of it has arrived (`Upload-Offset`). Part of the protocol, and without a body that could be documented. */
  @Head(':upload')
  @Scope('files:write', HEEDS_ROOMS)
  @ApiExcludeEndpoint()
  progress(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.resumable.handle(request, response);
  }

  /**
   * Continues at `Upload-Offset`. The response to the last part is 200 with the attachment, or the reason of the
   * refusal.
   */
  @Patch(':upload')
  @Scope('files:write', HEEDS_ROOMS)
  @ApiHeader(VERSION)
  @ApiParam({ name: 'upload' })
  @Problems('attachment_not_found', 'quota_exceeded', 'file_type_mismatch', 'file_damaged', 'storage_full')
  goOn(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.resumable.handle(request, response);
  }

  /** Cancels the upload. */
  @Delete(':upload')
  @Scope('files:write', HEEDS_ROOMS)
  @ApiHeader(VERSION)
  @ApiParam({ name: 'upload' })
  @Problems('attachment_not_found')
  giveUp(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.resumable.handle(request, response);
  }
}
