import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerRequest } from '@nestjs/throttler';
import type { Request, Response } from 'express';
import { type Caller, requestKeyOf } from '../caller.ts';
import { addressKey } from '../http/client-address.ts';
import { Problem } from '../problem.ts';
import { ServerSettings } from '../settings/server-settings.ts';
import { UnreadResponses } from './unread-responses.ts';

type Asking = Request & { user?: Caller };

/** As many people may begin their day behind an address of a trusted network. */
const TRUSTED_FACTOR = 50;

/**
 * Any REST request counts, whatever its route: by account, by token, or by address for people who are not signed in. Routes with
 * a lower limit have an entry of their own (see `rateLimits`). It runs after the guard that identifies the caller, which
 * counts rejected tokens under the same key.
 */
@Injectable()
export class RequestRateGuard extends ThrottlerGuard {
  @Inject(UnreadResponses)
  private readonly unread: UnreadResponses;

  @Inject(ServerSettings)
  private readonly settings: ServerSettings;

  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(context.getType() === 'ws');
  }

  protected override async handleRequest(requestProps: ThrottlerRequest): Promise<boolean> {
    const http = requestProps.context.switchToHttp();
    const request = http.getRequest<Asking>();
    const isShared = !request.user && this.settings.isTrusted(request.ip ?? '');
    const limit = requestProps.limit * (isShared ? TRUSTED_FACTOR : 1);
    const isWithinRate = await super.handleRequest({ ...requestProps, limit });
    // All tokens of a person together: each has a rate of its own, and not a share of the memory.
    this.unread.take(request.user?.userId ?? trackerOf(request), http.getResponse<Response>());
    return isWithinRate;
  }

  protected override getTracker(request: Asking): Promise<string> {
    return Promise.resolve(trackerOf(request));
  }

  /** The library by itself counts each handler apart. */
  protected override generateKey(_context: ExecutionContext, tracker: string): string {
    return `request:${tracker}`;
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    { timeToBlockExpire }: { timeToBlockExpire: number },
  ): Promise<void> {
    throw new Problem('too_many_requests', undefined, undefined, timeToBlockExpire);
  }
}

const trackerOf = ({ user, ip }: Asking): string => (user ? requestKeyOf(user) : addressKey(ip ?? ''));
