import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import { type Caller, PUBLIC, requestKeyOf } from '../../common/caller.ts';
import { addressKey } from '../../common/http/client-address.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { Problem } from '../../common/problem.ts';
import { assertTokenMay, TOKEN_ACCESS, type TokenAccess } from '../../common/token-access.ts';
import type { CommandName } from '../../transport/events.ts';
import type { ParleySocket } from '../../transport/realtime.service.ts';
import { commandAccess } from '../../transport/socket-scopes.ts';
import { TokenAuthenticationService } from '../tokens/token-authentication.service.ts';
import { looksLikeToken } from '../tokens/token-secret.ts';
import { tokenProblem } from './access-token.service.ts';

type Asking = Request & { user?: Caller };

/** The global guard, for REST and socket: requires a live session unless a route is `@Public()`. */
@Injectable()
export class JwtGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
    private readonly tokens: TokenAuthenticationService,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() === 'ws') return mayCommand(context);
    const request = context.switchToHttp().getRequest<Asking>();
    const personalToken = personalTokenOf(request);
    if (personalToken !== undefined) return this.acceptPersonalToken(context, request, personalToken);
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])) {
      // Public; a signed-in caller is still identified (see `OptionalCaller`).
      if (request.headers.authorization) await Promise.resolve(super.canActivate(context)).catch(() => false);
      return true;
    }
    try {
      return (await super.canActivate(context)) as boolean;
    } catch (error) {
      await this.limits.take('request', refusedKey(request, error));
      throw error;
    }
  }

  /** A token counts, and may be refused, also at routes that are open to everybody; not at those that every token may use. */
  private async acceptPersonalToken(context: ExecutionContext, request: Asking, secret: string): Promise<true> {
    const access = this.reflector.get<TokenAccess | undefined>(TOKEN_ACCESS, context.getHandler());
    if (access && !access.scopes.length) return true;
    try {
      request.user = await this.tokens.authenticate(secret);
      assertTokenMay(request.user, access);
      return true;
    } catch (error) {
      await this.limits.take('request', request.user ? requestKeyOf(request.user) : refusedKey(request, error));
      throw error;
    }
  }

  override handleRequest<Caller>(error: unknown, caller: Caller | false, info: unknown): Caller {
    if (error instanceof Error) throw error;
    if (!caller) throw tokenProblem(info);
    return caller;
  }
}

/** The handshake has authenticated the socket; it is closed when the session ends or the token expires. */
function mayCommand(context: ExecutionContext): boolean {
  const ws = context.switchToWs();
  const { caller } = ws.getClient<ParleySocket>().data;
  assertTokenMay(caller, commandAccess[ws.getPattern() as CommandName]);
  return Boolean(caller);
}

/** The personal token of a request; undefined for one without, also for one with an access token. */
function personalTokenOf({ headers }: Request): string | undefined {
  const [, token = ''] = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  return looksLikeToken(token) ? token : undefined;
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
