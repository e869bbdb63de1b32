import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';
import type { Request } from 'express';
import { Problem } from './problem.ts';

/** Any REST request counts, by address; what must be rarer has a limit of its own (see `rates`). */
@Injectable()
export class RequestRateGuard extends ThrottlerGuard {
  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(context.getType() === 'ws');
  }

  protected override getTracker(request: Request): Promise<string> {
    return Promise.resolve(request.ip ?? 'unknown');
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    { timeToBlockExpire }: { timeToBlockExpire: number },
  ): Promise<void> {
    throw new Problem('too_many_requests', undefined, undefined, timeToBlockExpire);
  }
}
