import { Injectable } from '@nestjs/common';
import { TokenAuthenticationService } from '../../auth/tokens/token-authentication.service.ts';
import type { Caller } from '../../common/caller.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { Problem } from '../../common/problem.ts';
import { assertNoBotLoop } from '../../messages/bot-loop.guard.ts';
import { MessageSendingService } from '../../messages/message-sending.service.ts';
import { assertNoOwnToken } from '../../messages/own-token.guard.ts';
import type { SendResult } from '../../messages/writing/message-writer.ts';
import { BotMuting } from '../../rooms/members/bot-muting.ts';
import { CommandRates } from '../../transport/command-rates.ts';
import type { SendArguments } from '../mcp-arguments.dto.ts';

/** Sends what an assistant writes, by the rules of the route and the command that send messages. It calls nobody by `@room`. */
@Injectable()
export class MessageSender {
  constructor(
    private readonly sending: MessageSendingService,
    private readonly tokens: TokenAuthenticationService,
    private readonly rates: RateLimits,
    private readonly muting: BotMuting,
    private readonly commands: CommandRates,
  ) {}

  async send(caller: Caller, given: SendArguments): Promise<SendResult> {
    await assertNoOwnToken(this.tokens, caller, given);
    await assertNoBotLoop(this.rates, this.muting, caller, given.roomId);
    const wait = this.commands.take(caller.userId, 'send_message');
    if (wait) throw new Problem('too_many_requests', undefined, undefined, wait);
    return this.sending.send(caller, { ...given }, undefined, false);
  }
}
