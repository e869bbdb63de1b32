import { ConnectedSocket, MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { Gateway } from '../realtime/gateway.ts';
import type { ParleySocket } from '../realtime/realtime.service.ts';
import { type SyncAnswer, SyncRequest } from './sync.dto.ts';
import { SyncService } from './sync.service.ts';

@Gateway()
export class SyncGateway {
  constructor(private readonly syncs: SyncService) {}

  @SubscribeMessage('sync')
  sync(@ConnectedSocket() socket: ParleySocket, @MessageBody() request: SyncRequest): Promise<SyncAnswer> {
    return this.syncs.sync(socket, request);
  }
}
