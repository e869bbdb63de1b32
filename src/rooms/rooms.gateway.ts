import { UseInterceptors } from '@nestjs/common';
import { MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Gateway } from '../transport/gateway.ts';
import { JoinService } from './members/join.service.ts';
import { RoomCreationService } from './room-creation.service.ts';
import { ReadMarksService } from './read-marks/read-marks.service.ts';
import { MarkRead, MarkUnread, type ReadState } from './read-marks/read-marks.dto.ts';
import { CreateRoom, JoinRoom, LeaveRoom, type Room } from './rooms.dto.ts';
import { LastMessageInterceptor } from './last-message.interceptor.ts';

@Gateway()
@UseInterceptors(LastMessageInterceptor)
export class RoomsGateway {
  constructor(
    private readonly creation: RoomCreationService,
    private readonly joins: JoinService,
    private readonly readMarks: ReadMarksService,
  ) {}

  @SubscribeMessage('create_room')
  create(@CurrentCaller() caller: Caller, @MessageBody() input: CreateRoom): Promise<Room> {
    return this.creation.create(caller, input);
  }

  @SubscribeMessage('join_room')
  join(@CurrentCaller() caller: Caller, @MessageBody() input: JoinRoom): Promise<Room> {
    return this.joins.join(caller, input);
  }

  @SubscribeMessage('leave_room')
  leave(@CurrentCaller() caller: Caller, @MessageBody() { roomId }: LeaveRoom): Promise<void> {
    return this.joins.leave(caller, roomId);
  }

  @SubscribeMessage('mark_read')
  markRead(@CurrentCaller() caller: Caller, @MessageBody() { roomId, seq }: MarkRead): Promise<ReadState> {
    return this.readMarks.markRead(caller, roomId, seq);
  }

  @SubscribeMessage('mark_unread')
  markUnread(@CurrentCaller() caller: Caller, @MessageBody() { roomId, seq }: MarkUnread): Promise<ReadState> {
    return this.readMarks.markUnread(caller, roomId, seq);
  }
}
