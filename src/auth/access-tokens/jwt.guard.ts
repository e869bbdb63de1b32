import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import { PUBLIC } from '../../common/caller.ts';
import { addressKey } from '../../common/http/client-address.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { Problem } from '../../common/problem.ts';
import type { ParleySocket } from '../../transport/realtime.service.ts';
import { tokenProblem } from './access-token.service.ts';

/** The global guard, for REST and socket: requires a live session unless a route is `@Public()`. */
@Injectable()
export class JwtGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])) {
      // Public; a signed-in caller is still identified (see `OptionalCaller`).
      if (context.getType() === 'http' && context.switchToHttp().getRequest<Request>().headers.authorization)
        await Promise.resolve(super.canActivate(context)).catch(() => false);
      return true;
    }
    // The handshake has authenticated the socket; it is closed when the session ends or the token expires.
    if (context.getType() === 'ws') return Boolean(context.switchToWs().getClient<ParleySocket>().data.caller);
    try {
      return (await super.canActivate(context)) as boolean;
    } catch (error) {
      await this.limits.take('request', refusedKey(context.switchToHttp().getRequest<Request>(), error));
      throw error;
    }
  }

  override handleRequest<Caller>(error: unknown, caller: Caller | false, info: unknown): Caller {
    if (error instanceof Error) throw error;
    if (!caller) throw tokenProblem(info);
    return caller;
  }
}

/**
 * The key for counting a rejected token: its address, as for any request without an account. An expired token counts by
 * itself, because many people may come back behind the same address at the same time.
 */
function refusedKey({ ip, headers }: Request, error: unknown): string {
  const isExpired = error instanceof Problem && error.code === 'token_expired';
  const signature = headers.authorization?.split('.').at(-1);
  return isExpired && signature ? `expired ${signature}` : addressKey(ip ?? '');
}
