import { Controller, Delete, Put, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { Me } from '../../users/users.dto.ts';
import { AvatarsService } from './avatars.service.ts';
import { PICTURE_PROBLEMS, Quarantine } from '../quarantine.ts';
import { AvatarUpload } from '../uploads.dto.ts';

@ApiTags('users')
@ApiBearerAuth()
@Controller('users/me/avatar')
export class AvatarsController {
  constructor(
    private readonly avatars: AvatarsService,
    private readonly quarantine: Quarantine,
  ) {}

  /** Changes the caller's picture. Members of their rooms get `user_changed`. */
  @Put()
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: AvatarUpload })
  @Problems('quota_exceeded', ...PICTURE_PROBLEMS)
  async change(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Me> {
    return this.avatars.change(caller, await this.quarantine.receivePicture(caller, request, response));
  }

  /** Removes the picture; clients show initials again. */
  @Delete()
  remove(@CurrentCaller() caller: Caller): Promise<Me> {
    return this.avatars.remove(caller);
  }
}
