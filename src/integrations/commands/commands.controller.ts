import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../../common/token-access.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { RefusesOwnTokens } from '../../messages/own-token.guard.ts';
import { CountsAsCommand } from '../../transport/command-rate.guard.ts';
import { CommandRunnerService } from './command-runner.service.ts';
import {
  ChangeCommand,
  Command,
  CommandList,
  CommandSecret,
  CommandsQuery,
  ManagedCommandsQuery,
  MadeCommand,
  NewCommand,
  RunCommand,
} from './commands.dto.ts';
import { CommandsService } from './commands.service.ts';

/** Slash commands that services elsewhere answer. */
@ApiTags('integrations')
@ApiBearerAuth()
@Controller()
export class CommandsController {
  constructor(
    private readonly commands: CommandsService,
    private readonly runner: CommandRunnerService,
  ) {}

  /** What can be run in a room. */
  @Get('commands')
  @Scope('rooms:read', HEEDS_ROOMS)
  @Problems('room_not_found')
  async list(@CurrentCaller() caller: Caller, @Query() { roomId }: CommandsQuery): Promise<CommandList> {
    return { items: await this.runner.list(caller, roomId) };
  }

  /**
   * The commands that the caller has made, to administrators all; or those that are kept to a room in which the caller keeps
   * order. The addresses of services may be secrets: they are told of commands that the caller may change.
   */
  @Get('commands/managed')
  @Problems('room_not_found', 'forbidden')
  async managed(@CurrentCaller() caller: Caller, @Query() { roomId }: ManagedCommandsQuery): Promise<CommandList> {
    return { items: await this.commands.managed(caller, roomId) };
  }

  /**
   * Makes a command, at most a hundred on a server; for administrators, and for who keeps order in all of its rooms. The
   * secret that its service verifies requests by is told here only.
   */
  @Post('commands')
  @Problems('room_not_found', 'forbidden', 'not_found', 'command_name_taken')
  make(@CurrentCaller() caller: Caller, @Body() input: NewCommand): Promise<MadeCommand> {
    return this.commands.make(caller, input);
  }

  /** Changes a command. */
  @Patch('commands/:id')
  @ApiId('id')
  @Problems('not_found', 'forbidden', 'command_name_taken')
  change(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() input: ChangeCommand): Promise<Command> {
    return this.commands.change(caller, id, input);
  }

  /** Deletes a command, and the bot that was made for it. */
  @Delete('commands/:id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('not_found', 'forbidden')
  remove(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.commands.remove(caller, id);
  }

  /** Makes a new secret; the one before ends at once. */
  @Post('commands/:id/rotate')
  @HttpCode(HttpStatus.OK)
  @ApiId('id')
  @Problems('not_found', 'forbidden')
  rotate(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<CommandSecret> {
    return this.commands.rotate(caller, id);
  }

  /**
   * Runs a command. Its service has three seconds: the answer, or that there is none, comes as the event
   * `ephemeral_message`, or as a message of the bot. A repeat of the clientId runs nothing.
   */
  @Post('rooms/:id/commands')
  @RefusesOwnTokens()
  @Scope('messages:write', HEEDS_ROOMS)
  @CountsAsCommand('run_command')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiId('id')
  @Problems('room_not_found', 'unknown_command', 'forbidden', 'muted', 'posting_restricted', 'room_archived')
  @Problems('message_not_found')
  run(@CurrentCaller() caller: Caller, @Id('id') roomId: string, @Body() input: RunCommand): Promise<void> {
    return this.runner.run(caller, roomId, input);
  }
}
