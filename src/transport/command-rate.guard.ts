import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { CommandRates, type LimitedCommand } from './command-rates.ts';

const COMMAND = 'parley:counts-as-command';

@Injectable()
class CommandRateGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly rates: CommandRates,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const command = this.reflector.get<LimitedCommand>(COMMAND, context.getHandler());
    const { user } = context.switchToHttp().getRequest<Request & { user?: Caller }>();
    const wait = user ? this.rates.take(user.userId, command) : 0;
    if (wait) throw new Problem('too_many_requests', undefined, undefined, wait);
    return true;
  }
}

/** Marks a route that does the same as a socket command: both share the limit of the command. */
export const CountsAsCommand = (command: LimitedCommand) =>
  applyDecorators(SetMetadata(COMMAND, command), UseGuards(CommandRateGuard));
