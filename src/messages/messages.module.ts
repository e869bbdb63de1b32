import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { ThreadFollowingService } from './thread-following.service.ts';
import { ForwardingService } from './forwarding.service.ts';
import { MarksController } from './marks.controller.ts';
import { MentionCounts } from './mention-counts.ts';
import { MessageMutations } from './message-mutations.ts';
import { MessageWriter } from './message-writer.ts';
import { MessagesController } from './messages.controller.ts';
import { MessagesGateway } from './messages.gateway.ts';
import { MessagesService } from './messages.service.ts';
import { PinsService } from './pins.service.ts';
import { ReactionEntity } from './reaction.entity.ts';
import { ReactionsRepository } from './reactions.repository.ts';
import { ReactionsService } from './reactions.service.ts';
import { ReadersService } from './readers.service.ts';
import { ThreadsController } from './threads.controller.ts';
import { ThreadsService } from './threads.service.ts';
import { MessageWriterRepository } from './message-writer.repository.ts';

/**
 * What people say: sending, editing, deleting, reading back. It promises that an acknowledged message is committed
 * and that a send has effect once, however often it is repeated.
 */
@Module({
  imports: [TypeOrmModule.forFeature([ReactionEntity]), RoomsModule, TimelineModule, UploadsModule],
  controllers: [MessagesController, MarksController, ThreadsController],
  providers: [
    ThreadFollowingService,
    ForwardingService,
    MentionCounts,
    MessageMutations,
    MessageWriter,
    MessagesGateway,
    MessagesService,
    PinsService,
    ReactionsRepository,
    ReactionsService,
    ReadersService,
    ThreadsService,
    MessageWriterRepository,
  ],
  exports: [MessagesService],
})
export class MessagesModule {}
