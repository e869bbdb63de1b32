import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import { isUUID } from 'class-validator';
import type { Request } from 'express';
import type { Caller } from '../common/caller.ts';
import { RateLimits } from '../common/limits/rate-limits.ts';
import { Problem } from '../common/problem.ts';
import { BotMuting } from '../rooms/members/bot-muting.ts';
import type { ParleySocket } from '../transport/realtime.service.ts';

const MUTED_MINUTES = 10;

/** Two bots that answer each other, or one that answers itself, would never end: above its rate in a room a bot is muted there. */
@Injectable()
class BotLoopGuard implements CanActivate {
  constructor(
    private readonly rates: RateLimits,
    private readonly muting: BotMuting,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { caller, roomId } = askedIn(context);
    if (caller && isUUID(roomId)) await assertNoBotLoop(this.rates, this.muting, caller, String(roomId));
    return true;
  }
}

/** @throws Problem `muted` for a bot above its rate in a room, which is muted there */
export async function assertNoBotLoop(
  rates: RateLimits,
  muting: BotMuting,
  { bot, userId }: Caller,
  roomId: string,
): Promise<void> {
  if (!bot) return;
  try {
    await rates.take('botInRoom', `${userId} ${roomId}`);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    await muting.mute(roomId, userId, MUTED_MINUTES);
    throw new Problem(
      'muted',
      `So many messages in a minute look like a loop: the bot is muted here for ${MUTED_MINUTES} minutes`,
    );
  }
}

function askedIn(context: ExecutionContext): { caller: Caller | undefined; roomId: unknown } {
  if (context.getType() === 'ws') {
    const ws = context.switchToWs();
    const { roomId } = Object(ws.getData<unknown>()) as { roomId?: unknown };
    return { caller: ws.getClient<ParleySocket>().data.caller, roomId };
  }
  const { user, params } = context.switchToHttp().getRequest<Request & { user?: Caller }>();
  return { caller: user, roomId: params['id'] };
}

/** Mutes a bot that sends more messages to a room than people could read. */
export const EndsBotLoops = () => applyDecorators(UseGuards(BotLoopGuard));
