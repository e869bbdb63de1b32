import { Module } from '@nestjs/common';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { MessagesController } from './messages.controller.ts';
import { MessagesGateway } from './messages.gateway.ts';
import { MessagesService } from './messages.service.ts';

/**
 * What people say: sending, editing, deleting, reading back. It promises that an acknowledged message is committed
 * and that a send has effect once, however often it is repeated.
 */
@Module({
  imports: [RoomsModule, TimelineModule],
  controllers: [MessagesController],
  providers: [MessagesGateway, MessagesService],
  exports: [MessagesService],
})
export class MessagesModule {}
