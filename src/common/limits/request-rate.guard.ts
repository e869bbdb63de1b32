import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';
import type { Request } from 'express';
import type { Caller } from '../caller.ts';
import { Problem } from '../problem.ts';

/**
 * Any REST request counts: by account, or by address for people who are not signed in. Routes with a lower limit have
 * an entry of their own (see `rates`). It runs after the guard that identifies the caller.
 */
@Injectable()
export class RequestRateGuard extends ThrottlerGuard {
  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(context.getType() === 'ws');
  }

  protected override getTracker(request: Request & { user?: Caller }): Promise<string> {
    return Promise.resolve(request.user?.userId ?? request.ip ?? 'unknown');
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    { timeToBlockExpire }: { timeToBlockExpire: number },
  ): Promise<void> {
    throw new Problem('too_many_requests', undefined, undefined, timeToBlockExpire);
  }
}
