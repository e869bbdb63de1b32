import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import type { Request } from 'express';
import { tokensIn } from '../auth/tokens/token-secret.ts';
import { TokenAuthenticationService } from '../auth/tokens/token-authentication.service.ts';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { Problems } from '../common/problems.decorator.ts';
import type { ParleySocket } from '../transport/realtime.service.ts';

/** Keeps people from handing their own tokens to everybody in a room. Their checksum tells them from words without a look-up. */
@Injectable()
class OwnTokenGuard implements CanActivate {
  constructor(private readonly tokens: TokenAuthenticationService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { caller, input } = askedIn(context);
    if (caller) await assertNoOwnToken(this.tokens, caller, input);
    return true;
  }
}

/** @throws Problem `secret_in_message` for a message that holds a live token of its author */
export async function assertNoOwnToken(
  tokens: TokenAuthenticationService,
  { userId }: Caller,
  input: unknown,
): Promise<void> {
  const secrets = wordsOf(input).flatMap((words) => tokensIn(words));
  if (secrets.length && (await tokens.isOwn(userId, secrets)))
    throw new Problem('secret_in_message', undefined, { body: ['holds a token of yours'] });
}

/** The text of a message, and the options of its poll or the one that is added. */
function wordsOf(input: unknown): string[] {
  const { body, poll, text } = Object(input) as { body?: unknown; poll?: unknown; text?: unknown };
  const { options } = Object(poll) as { options?: unknown };
  return [body, text, ...(Array.isArray(options) ? (options as unknown[]) : [])].filter(
    (words) => typeof words === 'string',
  );
}

function askedIn(context: ExecutionContext): { caller: Caller | undefined; input: unknown } {
  if (context.getType() === 'ws') {
    const ws = context.switchToWs();
    return { caller: ws.getClient<ParleySocket>().data.caller, input: ws.getData<unknown>() };
  }
  const request = context.switchToHttp().getRequest<Request & { user?: Caller }>();
  return { caller: request.user, input: request.body as unknown };
}

/** Refuses a message that holds a live token of its author. */
export const RefusesOwnTokens = () => applyDecorators(UseGuards(OwnTokenGuard), Problems('secret_in_message'));
