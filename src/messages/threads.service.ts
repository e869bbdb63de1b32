import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { cursorKeys, page } from '../common/page.ts';
import { Problem } from '../common/problem.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import { FollowersRepository } from '../timeline/followers.repository.ts';
import type { Message, Thread } from '../timeline/message.dto.ts';
import { readRange } from '../timeline/message-range.ts';
import { ThreadsRepository } from '../timeline/threads.repository.ts';
import { MessageAccess } from './message-access.ts';
import { ThreadInboxRepository } from './thread-inbox/thread-inbox.repository.ts';
import type { ThreadQuery } from './messages.dto.ts';
import type { ThreadPage, ThreadsQuery } from './threads.dto.ts';

const LATEST = String(Number.MAX_SAFE_INTEGER);

@Injectable()
export class ThreadsService {
  constructor(
    private readonly access: RoomAccess,
    private readonly messages: MessageAccess,
    private readonly threads: ThreadsRepository,
    private readonly followers: FollowersRepository,
    private readonly inbox: ThreadInboxRepository,
  ) {}

  /**
   * A page of the thread that a message begins or belongs to.
   * @throws Problem `message_not_found`, also for messages of rooms the caller is not in
   */
  async of(caller: Caller, messageId: string, { before, after, limit = 50 }: ThreadQuery): Promise<Thread> {
    if (before !== undefined && after !== undefined)
      throw new Problem('invalid_input', undefined, { before: ['give one of before and after'] });
    const message = await this.messages.find(caller, messageId);
    const { visibleFromSeq: from } = await this.access.allow(caller, message.roomId, 'read');
    const id = message.threadId ?? message.id;
    const root = message.threadId ? await this.rootOf(caller, message.threadId) : message;
    const following = (await this.followers.followedBy(caller.userId, [id])).length > 0;
    const unreadFrom = await this.inbox.firstUnread(id, caller.userId);
    const replies = {
      before: (seq: number, limit: number) => this.threads.before(id, from, seq, limit),
      after: (seq: number, limit: number) => this.threads.after(id, from, seq, limit),
      hasUpTo: async (seq: number) => (await this.threads.before(id, from, seq + 1, 1)).length > 0,
    };
    return { root, ...(await readRange(replies, { before, after, limit })), following, unreadFrom };
  }

  /** The messages of a room that have replies, by their newest reply, newest first. */
  async latest(caller: Caller, roomId: string, query: ThreadsQuery): Promise<ThreadPage> {
    const { limit = 50, cursor, following } = query;
    const { visibleFromSeq } = await this.access.allow(caller, roomId, 'read');
    const before = Number(cursorKeys(cursor, ['seq'], [LATEST])[0]);
    const followed = following === undefined ? undefined : { userId: caller.userId, following };
    const roots = await this.threads.latest(roomId, visibleFromSeq, before, limit + 1, followed);
    const shown = page(roots, limit, ({ thread }) => [String(thread?.lastSeq)]);
    const ids = shown.items.map(({ id }) => id);
    return { ...shown, following: await this.followers.followedBy(caller.userId, ids) };
  }

  /** Guests do not see messages from before they joined. */
  private rootOf(caller: Caller, threadId: string): Promise<Message | null> {
    return this.messages.find(caller, threadId).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'message_not_found') return null;
      throw error;
    });
  }
}
