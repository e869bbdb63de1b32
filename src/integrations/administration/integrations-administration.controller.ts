import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Patch, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Deferrable } from '../../common/limits/overload.guard.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { Scope } from '../../common/token-access.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import {
  AdministeredBotPage,
  AdministeredHook,
  AdministeredHookPage,
  ChangeAdministeredHook,
  FindAdministeredBots,
  FindAdministeredHooks,
} from './integrations-administration.dto.ts';
import { IntegrationsAdministrationService } from './integrations-administration.service.ts';

/** The programs of all rooms and people, for administrators. None of it gives access to messages, addresses or tokens. */
@ApiTags('admin')
@ApiBearerAuth()
@Controller('admin')
export class IntegrationsAdministrationController {
  constructor(private readonly integrations: IntegrationsAdministrationService) {}

  /** The hooks of all rooms, by name, with their rooms, who made them, and how they were called of late. */
  @Get('hooks')
  @Scope('admin:read')
  @Deferrable()
  @Problems('forbidden')
  listHooks(@CurrentCaller() caller: Caller, @Query() query: FindAdministeredHooks): Promise<AdministeredHookPage> {
    return this.integrations.listHooks(caller, query);
  }

  /** Disables a hook, or enables it again. */
  @Patch('hooks/:id')
  @Scope('admin:write')
  @ApiId('id')
  @Problems('forbidden', 'not_found')
  changeHook(
    @CurrentCaller() caller: Caller,
    @Id('id') id: string,
    @Body() change: ChangeAdministeredHook,
  ): Promise<AdministeredHook> {
    return this.integrations.changeHook(caller, id, change);
  }

  /** Deletes a hook: its address is unknown at once. What it has written stays, of "Deleted bot". */
  @Delete('hooks/:id')
  @Scope('admin:write')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('forbidden', 'not_found')
  removeHook(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.integrations.removeHook(caller, id);
  }

  /**
   * The bots of everybody, by name, with who answers for them, their rooms and their last use. `PATCH` and `DELETE /bots/:id`
   * stop them, give them to others and delete them.
   */
  @Get('bots')
  @Scope('admin:read')
  @Deferrable()
  @Problems('forbidden')
  listBots(@CurrentCaller() caller: Caller, @Query() query: FindAdministeredBots): Promise<AdministeredBotPage> {
    return this.integrations.listBots(caller, query);
  }
}
