import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FollowersRepository } from './followers.repository.ts';
import { MessageEditEntity } from './message-edit.entity.ts';
import { MessageEntity } from './message.entity.ts';
import { RoomFeed } from './room-feed.ts';
import { RoomSubscriptions } from './room-subscriptions.ts';
import { RoomHeadEntity } from './room-head.entity.ts';
import { RoomBroadcaster } from './room-broadcaster.ts';
import { ThreadFollowerEntity } from './thread-follower.entity.ts';
import { ThreadEntity } from './thread.entity.ts';
import { ThreadsRepository } from './threads.repository.ts';
import { TimelineRepository } from './timeline.repository.ts';
import { TimelineService } from './timeline.service.ts';

/**
 * The order of messages: the head of each room, its messages, and the feed that broadcasts every change to sockets once
 * and in order. It stands below rooms because joining and leaving are messages too. It promises that `seq` and
 * `revision` count without gaps in the order of commits.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([RoomHeadEntity, MessageEntity, MessageEditEntity, ThreadEntity, ThreadFollowerEntity]),
  ],
  providers: [
    FollowersRepository,
    RoomBroadcaster,
    RoomFeed,
    RoomSubscriptions,
    ThreadsRepository,
    TimelineRepository,
    TimelineService,
  ],
  exports: [FollowersRepository, RoomFeed, RoomSubscriptions, ThreadsRepository, TimelineRepository, TimelineService],
})
export class TimelineModule {}
