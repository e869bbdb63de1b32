import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../../common/token-access.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { HookTestService } from './hook-test.service.ts';
import { ChangeHook, Hook, HookCalls, HookPage, HookTest, MadeHook, NewHook } from './hooks.dto.ts';
import { HooksService } from './hooks.service.ts';

/** Incoming webhooks: addresses by which programs write into a room. For those who keep order in it. */
@ApiTags('integrations')
@ApiBearerAuth()
@Controller()
export class HooksController {
  constructor(
    private readonly hooks: HooksService,
    private readonly tests: HookTestService,
  ) {}

  /** The hooks of a room, oldest first. */
  @Get('rooms/:id/hooks')
  @Scope('hooks:manage', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('room_not_found', 'forbidden')
  async list(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<HookPage> {
    return { items: await this.hooks.list(caller, id), next: null };
  }

  /** Makes a hook, at most twenty in a room. Its bot joins the room. The address is told here only. */
  @Post('rooms/:id/hooks')
  @Scope('hooks:manage', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('room_not_found', 'forbidden')
  make(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() { name }: NewHook): Promise<MadeHook> {
    return this.hooks.make(caller, id, name);
  }

  /** Changes a hook; a new name is also that of its bot. */
  @Patch('hooks/:id')
  @Scope('hooks:manage', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('not_found', 'forbidden')
  change(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() input: ChangeHook): Promise<Hook> {
    return this.hooks.change(caller, id, input);
  }

  /** Deletes a hook: its address is unknown at once. What it has written stays, of "Deleted bot". */
  @Delete('hooks/:id')
  @Scope('hooks:manage', HEEDS_ROOMS)
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('not_found', 'forbidden')
  remove(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.hooks.remove(caller, id);
  }

  /** Makes a new address; the one before works for another 24 hours. */
  @Post('hooks/:id/rotate')
  @Scope('hooks:manage', HEEDS_ROOMS)
  @HttpCode(HttpStatus.OK)
  @ApiId('id')
  @Problems('not_found', 'forbidden')
  rotate(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<MadeHook> {
    return this.hooks.rotate(caller, id);
  }

  /** The last calls and how they were answered. */
  @Get('hooks/:id/calls')
  @Scope('hooks:manage', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('not_found', 'forbidden')
  async calls(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<HookCalls> {
    return { items: await this.hooks.calls(caller, id) };
  }

  /** Sends a test message through a hook. */
  @Post('hooks/:id/test')
  @Scope('hooks:manage', HEEDS_ROOMS)
  @HttpCode(HttpStatus.OK)
  @ApiId('id')
  @Problems('not_found', 'forbidden')
  test(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<HookTest> {
    return this.tests.send(caller, id);
  }
}
