import { MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Gateway } from '../realtime/gateway.ts';
import { ReadingService } from './reading.service.ts';
import { CreateRoom, JoinRoom, LeaveRoom, MarkRead, type ReadState, type Room } from './rooms.dto.ts';
import { RoomsService } from './rooms.service.ts';

@Gateway()
export class RoomsGateway {
  constructor(
    private readonly rooms: RoomsService,
    private readonly reading: ReadingService,
  ) {}

  @SubscribeMessage('create_room')
  create(@CurrentCaller() caller: Caller, @MessageBody() input: CreateRoom): Promise<Room> {
    return this.rooms.create(caller, input);
  }

  @SubscribeMessage('join_room')
  join(@CurrentCaller() caller: Caller, @MessageBody() input: JoinRoom): Promise<Room> {
    return this.rooms.join(caller, input);
  }

  @SubscribeMessage('leave_room')
  leave(@CurrentCaller() caller: Caller, @MessageBody() { roomId }: LeaveRoom): Promise<void> {
    return this.rooms.leave(caller, roomId);
  }

  @SubscribeMessage('mark_read')
  markRead(@CurrentCaller() caller: Caller, @MessageBody() { roomId, seq }: MarkRead): Promise<ReadState> {
    return this.reading.markRead(caller, roomId, seq);
  }
}
