import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { Problem } from '../../common/problem.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { hookSecretHash, newHookSecret } from '../hooks/hook-secrets.ts';
import { type CommandRun, CommandRunsRepository } from './command-runs.repository.ts';
import type { CommandEntity } from './command.entity.ts';
import type { CommandViewRow } from './command.view.ts';
import type { RunCommand } from './commands.dto.ts';
import { CommandsRepository } from './commands.repository.ts';

/** Minutes that a service may answer at the `response_url`. */
const ANSWER_MINUTES = 30;

/** A command as its service is asked. */
export interface CommandRequest {
  run: CommandRun;
  /** The fields of Slack. */
  form: Record<string, string>;
}

/** What is asked of services, and where they answer later. */
@Injectable()
export class CommandRequests {
  constructor(
    private readonly config: Config,
    private readonly commands: CommandsRepository,
    private readonly runs: CommandRunsRepository,
    private readonly users: UsersRepository,
  ) {}

  inRoom(roomId: string): Promise<CommandViewRow[]> {
    return this.commands.inRoom(roomId);
  }

  find(roomId: string, nameKey: string): Promise<CommandEntity | undefined> {
    return this.commands.runnable(roomId, nameKey);
  }

  /** Undefined for a clientId that was used before. */
  async begin(
    userId: string,
    roomId: string,
    command: CommandEntity,
    { text, clientId, replyToId }: Omit<RunCommand, 'name'>,
  ): Promise<CommandRequest | undefined> {
    const user = await this.users.byId(userId);
    if (!user) throw new Problem('user_not_found');
    const secret = newHookSecret();
    const place = { roomId, userId, clientId, replyToId: replyToId ?? null };
    const begun = { commandId: command.id, ...place, secretHash: hookSecretHash(secret) };
    const run = await this.runs.begin(begun, ANSWER_MINUTES);
    if (!run) return undefined;
    const server = new URL(this.config.publicUrl).hostname;
    const form = {
      command: `/${command.name}`,
      text,
      user_id: userId,
      user_name: user.username,
      channel_id: roomId,
      channel_name: await this.commands.roomName(roomId),
      team_id: server,
      team_domain: server,
      trigger_id: run.id,
      response_url: `${this.config.linkUrl}/hooks/replies/${run.id}/${secret}`,
    };
    return { run, form };
  }
}
