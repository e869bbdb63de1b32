import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { map, type Observable } from 'rxjs';
import { type Caller, hasScope } from '../common/caller.ts';
import type { ParleySocket } from '../transport/realtime.service.ts';
import type { Room, RoomPage } from './rooms.dto.ts';

/** Rooms come with their newest message: not for a token that may not read messages. */
@Injectable()
export class LastMessageInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const caller = callerIn(context);
    return !caller || hasScope(caller, 'messages:read') ? next.handle() : next.handle().pipe(map(withoutLastMessage));
  }
}

const callerIn = (context: ExecutionContext): Caller | undefined =>
  context.getType() === 'ws'
    ? context.switchToWs().getClient<ParleySocket>().data.caller
    : context.switchToHttp().getRequest<Request & { user?: Caller }>().user;

function withoutLastMessage(answer: unknown): unknown {
  const given = Object(answer) as Partial<Room & RoomPage>;
  if (given.items) return { ...given, items: given.items.map((room) => ({ ...room, lastMessage: null })) };
  return 'lastMessage' in given ? { ...given, lastMessage: null } : answer;
}
