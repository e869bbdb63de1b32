import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import { FollowersRepository } from '../timeline/followers.repository.ts';
import type { Message } from '../timeline/message.dto.ts';
import { MessageAccess } from './message-access.ts';
import type { ThreadFollowing } from './threads.dto.ts';

/** Follows and unfollows threads explicitly. People who take part in a thread follow it automatically. */
@Injectable()
export class ThreadFollowingService {
  constructor(
    private readonly messages: MessageAccess,
    private readonly followers: FollowersRepository,
    private readonly realtime: RealtimeService,
  ) {}

  /** @throws Problem `message_deleted` for a tombstone without replies */
  async follow(caller: Caller, messageId: string): Promise<ThreadFollowing> {
    const message = await this.messages.find(caller, messageId);
    if (message.deletedAt && !message.threadId && !message.thread) throw new Problem('message_deleted');
    return this.set(caller, message, true);
  }

  async stop(caller: Caller, messageId: string): Promise<ThreadFollowing> {
    return this.set(caller, await this.messages.find(caller, messageId), false);
  }

  private async set({ userId }: Caller, message: Message, following: boolean): Promise<ThreadFollowing> {
    const { id, threadId, roomId, kind } = message;
    if (kind !== 'text') throw new Problem('forbidden', 'A notice begins no thread');
    const now = { roomId, threadId: threadId ?? id, following };
    const changed = await this.followers.set(now.threadId, roomId, userId, following);
    if (changed) this.realtime.emit(`user:${userId}`, 'following_changed', now);
    return now;
  }
}
