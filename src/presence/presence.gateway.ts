import { ConnectedSocket, MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Gateway } from '../transport/gateway.ts';
import type { ParleySocket } from '../transport/realtime.service.ts';
import { type PresenceState, Typing, WatchPresence } from './presence.dto.ts';
import { PresenceService } from './presence.service.ts';

@Gateway()
export class PresenceGateway {
  constructor(private readonly presence: PresenceService) {}

  @SubscribeMessage('watch_presence')
  watch(@ConnectedSocket() socket: ParleySocket, @MessageBody() { userIds }: WatchPresence): Promise<PresenceState[]> {
    return this.presence.watch(socket, userIds);
  }

  @SubscribeMessage('typing')
  typing(@CurrentCaller() caller: Caller, @MessageBody() { roomId, active }: Typing): Promise<void> {
    return this.presence.typing(caller, roomId, active);
  }
}
