import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { LoadShedding } from './load-shedding.ts';

const DEFERRABLE = 'parley:deferrable';
/** Marks a route that people who chat can do without for a while: it is refused first when the process falls behind. */
export const Deferrable = () => SetMetadata(DEFERRABLE, true);

/** Refuses deferrable routes with 503 and `Retry-After` while the process is behind with its work. */
@Injectable()
export class OverloadGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly load: LoadShedding,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.load.isShedding('deferrable')) return true;
    if (this.reflector.getAllAndOverride<boolean>(DEFERRABLE, [context.getHandler(), context.getClass()]))
      this.load.rejectIfOverloaded('deferrable');
    return true;
  }
}
