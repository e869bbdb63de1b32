import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Request } from 'express';
import type { Socket } from 'socket.io';
import type { Role } from '../shared/roles.ts';

/** Who is asking, settled by the guard (REST) or at the handshake (socket) and never by what a request says. */
export interface Caller {
  userId: string;
  sessionId: string;
  role: Role;
  /** When the access token expires, in milliseconds since 1970. */
  expiresAt: number;
}

/** What every connected socket carries. */
export interface SocketData {
  caller: Caller;
  /** No event reaches a socket before its first `sync`. */
  synced: boolean;
  /** Rooms whose earlier messages this person may not see, and from which seq on they may: guests only. */
  visibleFrom: Map<string, number>;
}

type Asking = Request & { user?: Caller };

/** The caller of a route that is open to everybody, if they happen to be signed in. */
export const OptionalCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller | undefined => context.switchToHttp().getRequest<Asking>().user,
);

/** The caller of a REST handler or socket command. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller =
    context.getType() === 'ws'
      ? (context.switchToWs().getClient<Socket>().data as SocketData).caller
      : context.switchToHttp().getRequest<Asking>().user;
  if (!caller) throw new Error('A handler that needs a caller must not be @Public()');
  return caller;
});

export const PUBLIC = 'parley:public';
/** Opens a route to people who have not signed in; everything else is closed. */
export const Public = () => SetMetadata(PUBLIC, true);
