import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { recordAct } from '../../audit/audit-record.ts';
import type { Caller } from '../../common/caller.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { isRepeatedKey } from '../../common/database/repeated-key.ts';
import { Problem } from '../../common/problem.ts';
import { limits } from '../../shared/limits.ts';
import { HookBots } from '../hooks/hook-bots.ts';
import { CommandAccess } from './command-access.ts';
import { commandKey, commandName, isCommandName, isFreeOfBuiltIn } from './command-names.policy.ts';
import { CommandReceivers } from './command-receivers.ts';
import { newCommandSecret } from './command-signatures.ts';
import type { CommandEntity } from './command.entity.ts';
import { commandView, runnableView } from './command.view.ts';
import type { ChangeCommand, Command, CommandSecret, MadeCommand, NewCommand } from './commands.dto.ts';
import { CommandsRepository } from './commands.repository.ts';

type CommandAct = 'command_made' | 'command_changed' | 'command_rotated' | 'command_deleted';

/** Commands of services elsewhere, for those who manage them. */
@Injectable()
export class CommandsService {
  constructor(
    private readonly access: CommandAccess,
    private readonly commands: CommandsRepository,
    private readonly bots: HookBots,
    private readonly receivers: CommandReceivers,
    private readonly database: Database,
  ) {}

  /**
   * Those of everybody for administrators, for others those that they have made; or those kept to a room, for who keeps order
   * there, who may change only what is kept to no room of others.
   * @throws Problem `forbidden`, `room_not_found`
   */
  async managed(caller: Caller, roomId?: string): Promise<Command[]> {
    if (roomId === undefined)
      return (await this.commands.managed(caller.role === 'admin' ? undefined : caller.userId)).map(commandView);
    await this.access.assertMayManage(caller, [roomId]);
    const rows = await this.commands.keptTo(roomId);
    return Promise.all(
      rows.map(async (row) => ((await this.access.mayChange(caller, row)) ? commandView(row) : runnableView(row))),
    );
  }

  /** @throws Problem `invalid_input`, `command_name_taken`, `forbidden`, `room_not_found`, `not_found` for the bot */
  async make(caller: Caller, input: NewCommand): Promise<MadeCommand> {
    const { hint = '', description = '', url, roomIds = null, botId } = input;
    await this.access.assertMayManage(caller, roomIds);
    const names = namesOf(input.name);
    await this.receivers.assertAllowed(url);
    if (botId !== undefined) await this.access.assertOwnBot(caller, botId);
    // A bot of its own belongs to its rooms: nobody could find it to put it into others.
    else if (!roomIds)
      throw new Problem('invalid_input', undefined, { botId: ['name one of your bots, or the rooms'] });
    const [id, secret] = [randomUUID(), newCommandSecret()];
    const username = botId === undefined ? await this.bots.usernameFor(names.name) : '';
    const made = await this.database
      .transaction(async (tx) => {
        await this.assertFits(tx);
        const bot = botId ?? (await this.bots.create(tx, names.name, username));
        const sealed = this.receivers.seal(id, secret);
        const row = { id, ...names, hint, description, url, secret: sealed, roomIds, botId: bot };
        await this.commands.insert(tx, { ...row, createdBy: caller.userId });
        await record(tx, 'command_made', caller, { id, name: names.name });
        return bot;
      })
      .catch(rethrowNameTaken);
    // A bot that has an owner was put into its rooms by people.
    if (botId === undefined) for (const roomId of roomIds ?? []) await this.bots.join(caller, roomId, made);
    return { command: await this.viewOf(id), secret };
  }

  /** @throws Problem as `make` */
  async change(caller: Caller, id: string, change: ChangeCommand): Promise<Command> {
    const { disabledAt } = await this.access.find(caller, id);
    const { name, hint, description, url, disabled } = change;
    const names = name === undefined ? undefined : namesOf(name);
    if (url !== undefined) await this.receivers.assertAllowed(url);
    await this.database
      .transaction(async (tx) => {
        await this.commands.update(tx, id, {
          ...names,
          ...(hint !== undefined && { hint }),
          ...(description !== undefined && { description }),
          ...(url !== undefined && { url }),
          ...(disabled !== undefined && { disabledAt: disabled ? (disabledAt ?? new Date()) : null }),
        });
        const view = { id, name: names?.name ?? '' };
        await record(tx, 'command_changed', caller, view, { fields: Object.keys(change).join(' ') });
      })
      .catch(rethrowNameTaken);
    return this.viewOf(id);
  }

  /** The secret before it ends at once. */
  async rotate(caller: Caller, id: string): Promise<CommandSecret> {
    const command = await this.access.find(caller, id);
    const secret = newCommandSecret();
    await this.database.transaction(async (tx) => {
      await this.commands.update(tx, id, { secret: this.receivers.seal(id, secret) });
      await record(tx, 'command_rotated', caller, command);
    });
    return { secret };
  }

  /** With the bot that was made for it; messages stay, of "Deleted bot". A bot with an owner stays as well. */
  async remove(caller: Caller, id: string): Promise<void> {
    const command = await this.access.find(caller, id);
    const isOwnBot = await this.commands.isOwnBot(command.botId);
    const deleted = await this.database.transaction(async (tx) => {
      await this.commands.remove(tx, id);
      await record(tx, 'command_deleted', caller, command);
      return isOwnBot ? this.bots.remove(tx, command.botId) : undefined;
    });
    if (deleted) await this.bots.announceRemoval(deleted);
  }

  /** The lock counts those that are made at the same moment. */
  private async assertFits(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('parley commands', 0))`);
    if ((await this.commands.count(tx)) >= limits.commands)
      throw new Problem('forbidden', `A server has at most ${limits.commands} commands; delete one first`);
  }

  private async viewOf(id: string): Promise<Command> {
    const row = await this.commands.view(id);
    if (!row) throw new Problem('not_found', 'There is no such command');
    return commandView(row);
  }
}

function namesOf(given: string): { name: string; nameKey: string } {
  const name = commandName(given);
  if (!isCommandName(name))
    throw new Problem('invalid_input', undefined, { name: ['must be of letters a to z, digits, - and _'] });
  const nameKey = commandKey(name);
  if (!isFreeOfBuiltIn(nameKey)) throw new Problem('command_name_taken', `/${name} is a command of Parley itself`);
  return { name, nameKey };
}

function rethrowNameTaken(error: unknown): never {
  throw isRepeatedKey(error, 'commands_name') ? new Problem('command_name_taken') : error;
}

const record = (
  tx: Tx,
  action: CommandAct,
  { userId }: Caller,
  { id, name }: Pick<CommandEntity, 'id' | 'name'>,
  more: Record<string, string> = {},
): Promise<void> => recordAct(tx, action, { actorId: userId, detail: { command: id, ...(name && { name }), ...more } });
