import { Body, Controller, Delete, Get, Patch, Put, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { Scope } from '../common/token-access.ts';
import { PICTURE_PROBLEMS, Quarantine } from '../uploads/quarantine.ts';
import { AvatarUpload } from '../uploads/uploads.dto.ts';
import { ServerLogoService } from './server-logo.service.ts';
import { SettingsLoader } from './settings-loader.ts';
import { SettingsQueryService } from './settings-query.service.ts';
import { Settings, UpdateSettings } from './settings.dto.ts';
import { SettingsService } from './settings.service.ts';

@ApiTags('admin')
@ApiBearerAuth()
@Controller('admin/settings')
export class SettingsController {
  constructor(
    private readonly settings: SettingsService,
    private readonly query: SettingsQueryService,
    private readonly loader: SettingsLoader,
    private readonly logos: ServerLogoService,
    private readonly quarantine: Quarantine,
  ) {}

  /** The settings of the server. For administrators. */
  @Get()
  @Scope('admin:read')
  @Problems('forbidden')
  show(@CurrentCaller() caller: Caller): Promise<Settings> {
    return this.query.show(caller);
  }

  /**
   * Changes the given settings and leaves the rest; null gives one its default. It counts on every node within five
   * seconds, and the audit log has an entry for each. What a variable of the environment sets cannot be changed.
   */
  @Patch()
  @Scope('admin:write')
  @Problems('forbidden', 'set_by_variable')
  async update(@CurrentCaller() caller: Caller, @Body() changes: UpdateSettings): Promise<Settings> {
    await this.settings.update(caller, changes);
    return this.announced(caller);
  }

  /** Changes the picture of the server, which is shown on the page of sign-in as well. */
  @Put('logo')
  @Scope('admin:write')
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: AvatarUpload })
  @Problems('forbidden', 'quota_exceeded', ...PICTURE_PROBLEMS)
  async changeLogo(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Settings> {
    this.logos.assertAllowed(caller);
    const received = await this.quarantine.receivePicture(caller, request, response);
    await this.logos.change(caller, received);
    return this.announced(caller);
  }

  /** Removes the picture of the server. */
  @Delete('logo')
  @Scope('admin:write')
  @Problems('forbidden')
  async removeLogo(@CurrentCaller() caller: Caller): Promise<Settings> {
    await this.logos.remove(caller);
    return this.announced(caller);
  }

  private async announced(caller: Caller): Promise<Settings> {
    await this.loader.announce();
    return this.query.show(caller);
  }
}
