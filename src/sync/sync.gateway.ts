import { ConnectedSocket, MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { Gateway } from '../transport/gateway.ts';
import type { ParleySocket } from '../transport/realtime.service.ts';
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
