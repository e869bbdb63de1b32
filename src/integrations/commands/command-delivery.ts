import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import { MessageAccess } from '../../messages/message-access.ts';
import { MessageSendingService } from '../../messages/message-sending.service.ts';
import { RoomAccess } from '../../rooms/room-access.ts';
import { parseMentions } from '../../shared/mentions.ts';
import { RealtimeService } from '../../transport/realtime.service.ts';
import { summaryOf } from '../../users/user.view.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import type { CommandAnswer } from './command-answer.ts';
import type { CommandRun } from './command-runs.repository.ts';
import type { CommandEntity } from './command.entity.ts';

/** A command that was run, and by whom. */
export interface RunningCommand {
  run: CommandRun;
  command: Pick<CommandEntity, 'id' | 'name' | 'botId'>;
}

/** Brings answers to who ran a command, or into its room. */
@Injectable()
export class CommandDelivery {
  constructor(
    private readonly users: UsersRepository,
    private readonly rooms: RoomAccess,
    private readonly messageAccess: MessageAccess,
    private readonly messages: MessageSendingService,
    private readonly realtime: RealtimeService,
  ) {}

  /**
   * Who ran the command must be able to write in the room at this moment, too.
   * @throws Problem why they may not, or why the bot may not
   */
  async deliver(running: RunningCommand, answer: CommandAnswer): Promise<void> {
    const { roomId, userId } = running.run;
    const person = await this.users.byId(userId);
    if (!person || person.deletedAt || person.disabledAt) throw new Problem('forbidden');
    const caller = callerOf(userId, running.run.id, person.role);
    await this.assertMayWrite(caller, roomId, running.run.replyToId);
    if (answer.isInChannel) await this.write(running, person.displayName, answer);
    else await this.whisper(running, answer.body);
  }

  /** @throws Problem why the caller may not write in a room, or in the thread of a message there */
  async assertMayWrite(caller: Caller, roomId: string, replyToId?: string | null): Promise<void> {
    await this.rooms.allow(caller, roomId, replyToId ? 'reply' : 'post');
    if (!replyToId) return;
    const message = await this.messageAccess.find(caller, replyToId);
    if (message.roomId !== roomId) throw new Problem('message_not_found');
  }

  /** Tells who ran the command alone, on all of their devices; stored nowhere. */
  async whisper(
    { run: { roomId, userId, clientId, replyToId }, command }: RunningCommand,
    body: string,
  ): Promise<void> {
    const bot = await this.users.byId(command.botId);
    if (!bot) return;
    const event = { roomId, command: command.name, bot: summaryOf(bot), body, clientId, replyToId };
    this.realtime.emit(`user:${userId}`, 'ephemeral_message', event);
  }

  private async write({ run, command }: RunningCommand, by: string, { body, tone }: CommandAnswer): Promise<void> {
    const clientId = randomUUID();
    await this.messages.write({
      caller: callerOf(command.botId, command.id, 'member'),
      content: { roomId: run.roomId, clientId, body, ...(run.replyToId && { threadId: run.replyToId }) },
      program: { as: null, tone, via: `/${command.name} by ${by}` },
      // A service calls nobody but by name.
      mentions: { written: parseMentions(body).written, room: false, here: false },
      contentHash: createHash('sha256').update(clientId).digest(),
    });
  }
}

const callerOf = (userId: string, sessionId: string, role: Caller['role']): Caller => ({
  userId,
  sessionId,
  role,
  expiresAt: Number.MAX_SAFE_INTEGER,
});
