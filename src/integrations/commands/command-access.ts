import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import { BotAccess } from '../bots/bot-access.ts';
import { HookAccess } from '../hooks/hook-access.ts';
import type { CommandEntity } from './command.entity.ts';
import { CommandsRepository } from './commands.repository.ts';

/** Who may manage commands: administrators, and of those kept to some rooms who keeps order in all of them. */
@Injectable()
export class CommandAccess {
  constructor(
    private readonly rooms: HookAccess,
    private readonly commands: CommandsRepository,
    private readonly bots: BotAccess,
  ) {}

  /** @throws Problem `not_found` for a bot that is not the caller's, `forbidden` for one that is another's */
  async assertOwnBot(caller: Caller, botId: string): Promise<void> {
    const { botOwnerId } = await this.bots.find(caller, botId, 'see');
    if (botOwnerId !== caller.userId) throw new Problem('forbidden', 'Only a bot of your own answers your command');
  }

  /** @throws Problem `forbidden`, `room_not_found` */
  async assertMayManage(caller: Caller, roomIds: string[] | null): Promise<void> {
    if (!roomIds) {
      if (caller.role !== 'admin') throw new Problem('forbidden', 'Name the rooms; administrators alone do without');
      return;
    }
    for (const roomId of roomIds) await this.rooms.assertMayManage(caller, roomId);
  }

  /** @throws Problem `not_found` for one that is not there or kept to rooms that the caller is not in, `forbidden` */
  async find(caller: Caller, id: string): Promise<CommandEntity> {
    const command = await this.commands.byId(id);
    if (!command) throw new Problem('not_found', 'There is no such command');
    if (caller.role === 'admin') return command;
    try {
      await this.assertMayManage(caller, command.roomIds);
    } catch (error) {
      if (error instanceof Problem && error.code === 'room_not_found')
        throw new Problem('not_found', 'There is no such command');
      throw error;
    }
    return command;
  }

  async mayChange(caller: Caller, { roomIds }: Pick<CommandEntity, 'roomIds'>): Promise<boolean> {
    if (caller.role === 'admin') return true;
    try {
      await this.assertMayManage(caller, roomIds);
      return true;
    } catch (error) {
      if (error instanceof Problem && error.status < 500) return false;
      throw error;
    }
  }
}
