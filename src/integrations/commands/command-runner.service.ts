import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { InFlightWork } from '../../common/in-flight-work.ts';
import { Problem } from '../../common/problem.ts';
import { RoomAccess } from '../../rooms/room-access.ts';
import { readAnswer } from './command-answer.ts';
import { CommandDelivery, type RunningCommand } from './command-delivery.ts';
import { commandKey, commandName } from './command-names.policy.ts';
import { CommandReceivers } from './command-receivers.ts';
import { CommandRequests } from './command-requests.ts';
import type { CommandEntity } from './command.entity.ts';
import { runnableView } from './command.view.ts';
import type { Command, RunCommand } from './commands.dto.ts';

/** Runs commands for the people of a room. */
@Injectable()
export class CommandRunnerService {
  private readonly logger = new Logger(CommandRunnerService.name);

  constructor(
    private readonly rooms: RoomAccess,
    private readonly requests: CommandRequests,
    private readonly receivers: CommandReceivers,
    private readonly delivery: CommandDelivery,
    private readonly inFlight: InFlightWork,
  ) {}

  /** What can be run in a room, by name. */
  async list(caller: Caller, roomId: string): Promise<Command[]> {
    await this.rooms.allow(caller, roomId, 'read');
    return (await this.requests.inRoom(roomId)).map(runnableView);
  }

  /**
   * Resolves once the command is on its way: the answer, or that there is none, comes as `ephemeral_message` or as a message
   * of the bot. A repeat of the clientId runs nothing.
   * @throws Problem `unknown_command`, or why the caller may not write in the room
   */
  async run(caller: Caller, roomId: string, { name, ...given }: RunCommand): Promise<void> {
    // What a program writes may come from a command: two of them would answer each other.
    if (caller.bot) throw new Problem('forbidden', 'Commands are for people');
    await this.delivery.assertMayWrite(caller, roomId, given.replyToId);
    const command = await this.requests.find(roomId, commandKey(commandName(name)));
    if (!command) throw new Problem('unknown_command', `There is no command /${commandName(name)} in this room`);
    const request = await this.requests.begin(caller.userId, roomId, command, given);
    if (request) void this.inFlight.track(this.ask(command, { run: request.run, command }, request.form));
  }

  private async ask(command: CommandEntity, running: RunningCommand, form: Record<string, string>): Promise<void> {
    try {
      const answer = await this.receivers
        .ask(command, `cmd_${running.run.id}`, form)
        .then(readAnswer, (error: unknown) => ({
          isInChannel: false,
          body: `/${command.name} ${(error as Error).message}`,
          tone: null,
        }));
      if (answer) await this.delivery.deliver(running, answer);
    } catch (error) {
      if (error instanceof Problem) await this.tellRefusal(running);
      else this.logger.error(error);
    }
  }

  /** The bot may have been muted, or who ran the command: then they hear why nothing came of it. */
  private async tellRefusal(running: RunningCommand): Promise<void> {
    await this.delivery
      .whisper(running, `/${running.command.name} may not answer in this room now`)
      .catch((error: unknown) => this.logger.error(error));
  }
}
