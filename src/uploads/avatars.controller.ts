import { Controller, Delete, Put, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { limits } from '../shared/limits.ts';
import { Problems } from '../common/problems.decorator.ts';
import { RateLimits } from '../common/rate-limits.ts';
import { Me } from '../users/users.dto.ts';
import { AvatarsService } from './avatars.service.ts';
import { Quarantine } from './quarantine.ts';
import { AvatarUpload } from './uploads.dto.ts';

@ApiTags('users')
@ApiBearerAuth()
@Controller('users/me/avatar')
export class AvatarsController {
  constructor(
    private readonly avatars: AvatarsService,
    private readonly receiving: Quarantine,
    private readonly rates: RateLimits,
  ) {}

  /** Changes the caller's picture. Everybody who shares a room with them hears of it by `user_changed`. */
  @Put()
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: AvatarUpload })
  @Problems('file_too_large', 'file_type_mismatch', 'file_damaged', 'file_infected', 'image_too_large', 'storage_full')
  async change(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Me> {
    await this.rates.take('upload', caller.userId);
    return this.avatars.change(caller, await this.receiving.receive(request, response, limits.avatar));
  }

  /** Takes it away: initials are drawn again. */
  @Delete()
  remove(@CurrentCaller() caller: Caller): Promise<Me> {
    return this.avatars.remove(caller);
  }
}
