import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import { PUBLIC } from '../common/caller.ts';
import type { ParleySocket } from '../transport/realtime.service.ts';
import { tokenProblem } from './access-token.service.ts';

/** The one guard, at both doors: nobody passes without a live session, except where a route says `@Public()`. */
@Injectable()
export class JwtGuard extends AuthGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])) {
      // Open to everybody; who happens to be signed in is known all the same (see `OptionalCaller`).
      if (context.getType() === 'http' && context.switchToHttp().getRequest<Request>().headers.authorization)
        await Promise.resolve(super.canActivate(context)).catch(() => false);
      return true;
    }
    // A socket's caller was settled at the handshake and is cut when the session ends or the token runs out.
    if (context.getType() === 'ws') return Boolean(context.switchToWs().getClient<ParleySocket>().data.caller);
    return (await super.canActivate(context)) as boolean;
  }

  override handleRequest<Caller>(error: unknown, caller: Caller | false, info: unknown): Caller {
    if (error instanceof Error) throw error;
    if (!caller) throw tokenProblem(info);
    return caller;
  }
}
