import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EmojiModule } from '../emoji/emoji.module.ts';
import { AuthModule } from '../auth/auth.module.ts';
import { DraftsModule } from '../drafts/drafts.module.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { ThreadFollowingService } from './thread-following.service.ts';
import { ForwardingService } from './forwarding.service.ts';
import { EditedMentionsResolver } from './edited-mentions-resolver.ts';
import { GroupMentionsRepository } from './group-mentions.repository.ts';
import { MarksController } from './marks.controller.ts';
import { UnreadCountBroadcaster } from './unread-count-broadcaster.ts';
import { MessageAccess } from './message-access.ts';
import { MessageDeletionService } from './message-deletion.service.ts';
import { MessageEditingService } from './message-editing.service.ts';
import { MessageHistoryService } from './message-history.service.ts';
import { MessageMutations } from './message-mutations.ts';
import { MessageSendingService } from './message-sending.service.ts';
import { MessageWriter } from './writing/message-writer.ts';
import { MessageWriterRepository } from './writing/message-writer.repository.ts';
import { MessagesController } from './messages.controller.ts';
import { MessagesGateway } from './messages.gateway.ts';
import { OptimisticWriteRepository } from './writing/optimistic-write.repository.ts';
import { OptimisticWriter } from './writing/optimistic-writer.ts';
import { PinsService } from './pins.service.ts';
import { PollClosingService } from './polls/poll-closing.service.ts';
import { PollEntity } from './polls/poll.entity.ts';
import { PollOptionEntity } from './polls/poll-option.entity.ts';
import { PollsController } from './polls/polls.controller.ts';
import { PollsRepository } from './polls/polls.repository.ts';
import { PollsService } from './polls/polls.service.ts';
import { PollVoteEntity } from './polls/poll-vote.entity.ts';
import { PollVoteWriter } from './polls/poll-vote-writer.ts';
import { ReactionEntity } from './reaction.entity.ts';
import { ReactionsRepository } from './reactions.repository.ts';
import { ReactionsService } from './reactions.service.ts';
import { ReadersService } from './readers.service.ts';
import { RoomRulesCache } from './writing/room-rules-cache.ts';
import { ThreadsController } from './threads.controller.ts';
import { SentMessageLookup } from './sent-message-lookup.ts';
import { ThreadInboxController } from './thread-inbox/thread-inbox.controller.ts';
import { ThreadInboxRepository } from './thread-inbox/thread-inbox.repository.ts';
import { ThreadInboxService } from './thread-inbox/thread-inbox.service.ts';
import { ThreadResolutionService } from './thread-resolution.service.ts';
import { ThreadsService } from './threads.service.ts';
import { TransactionalWriter } from './writing/transactional-writer.ts';

/**
 * Messages and their polls: sending, editing, deleting, voting and reading. It promises that an acknowledged message is committed and that a
 * send has effect once, however often it is repeated.
 */
@Module({
  imports: [
    EmojiModule,
    TypeOrmModule.forFeature([PollEntity, PollOptionEntity, PollVoteEntity, ReactionEntity]),
    AuthModule,
    DraftsModule,
    RoomsModule,
    TimelineModule,
    UploadsModule,
  ],
  controllers: [MessagesController, MarksController, PollsController, ThreadInboxController, ThreadsController],
  providers: [
    EditedMentionsResolver,
    GroupMentionsRepository,
    ThreadFollowingService,
    ForwardingService,
    UnreadCountBroadcaster,
    MessageAccess,
    MessageDeletionService,
    MessageEditingService,
    MessageHistoryService,
    MessageMutations,
    MessageSendingService,
    MessageWriter,
    MessageWriterRepository,
    MessagesGateway,
    OptimisticWriteRepository,
    OptimisticWriter,
    PinsService,
    PollClosingService,
    PollVoteWriter,
    PollsRepository,
    PollsService,
    ReactionsRepository,
    ReactionsService,
    ReadersService,
    RoomRulesCache,
    SentMessageLookup,
    ThreadInboxRepository,
    ThreadInboxService,
    ThreadResolutionService,
    ThreadsService,
    TransactionalWriter,
  ],
  exports: [
    MessageAccess,
    MessageDeletionService,
    MessageHistoryService,
    MessageSendingService,
    PollsRepository,
    ReactionsRepository,
    ReactionsService,
    ThreadInboxService,
    ThreadsService,
  ],
})
export class MessagesModule {}
