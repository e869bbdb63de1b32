import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Request } from 'express';
import type { Socket } from 'socket.io';
import type { Role } from '../shared/roles.ts';
import type { TokenScope } from '../shared/token-scopes.ts';

/** How far a token opens what its person, or its bot, may do. */
export interface TokenGrant {
  scopes: ReadonlySet<TokenScope>;
  /** Null: all rooms of the person. */
  roomIds: ReadonlySet<string> | null;
  /** As its person calls it. */
  name: string;
}

/** The caller, identified by the guard (REST) or at the handshake (socket), never by the content of a request. */
export interface Caller {
  userId: string;
  sessionId: string;
  role: Role;
  /** When the access token or the personal token expires, in milliseconds since 1970. */
  expiresAt: number;
  /** A program with an account of its own; it always comes with a token. */
  bot?: true;
  /** For a token; undefined for a person on a device, who may do all that their role may. */
  token?: TokenGrant;
}

/** Whether a caller may know of a room, as far as their token decides it. */
export const isRoomGranted = ({ token }: Pick<Caller, 'token'>, roomId: string): boolean =>
  token?.roomIds?.has(roomId) ?? true;

/** Whether a caller has a scope, as far as their token decides it. */
export const hasScope = ({ token }: Pick<Caller, 'token'>, scope: TokenScope): boolean =>
  token?.scopes.has(scope) ?? true;

/** By what the requests of a caller are counted: each token by itself, all devices of a person together. */
export const requestKeyOf = ({ userId, sessionId, token }: Caller): string => (token ? `token ${sessionId}` : userId);

/** The data of every connected socket. */
export interface SocketData {
  caller: Caller;
  /** No event reaches a socket before its first `sync`. */
  synced: boolean;
  /** Rooms and the first seq visible to this person in them: guests only. */
  visibleFrom: Map<string, number>;
}

type Asking = Request & { user?: Caller };

/** The caller of a public route, if signed in. */
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
/** Opens a route to callers without sign-in; all other routes require it. */
export const Public = () => SetMetadata(PUBLIC, true);
