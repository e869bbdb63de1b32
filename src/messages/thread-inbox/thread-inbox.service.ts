import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { cursorKeys, page } from '../../common/page.ts';
import { RealtimeService } from '../../transport/realtime.service.ts';
import { MessageSigner } from '../../uploads/attachments/message-signer.ts';
import { MessageAccess } from '../message-access.ts';
import type { FollowedThread, ThreadInboxPage, ThreadInboxQuery, ThreadReadMark } from './thread-inbox.dto.ts';
import { type FollowedThreadRow, ThreadInboxRepository } from './thread-inbox.repository.ts';

const FIRST_KEYS: [string, string] = [String(Number.MAX_SAFE_INTEGER), 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

/** The threads that a person follows in all rooms, and up to where they have read each. */
@Injectable()
export class ThreadInboxService {
  constructor(
    private readonly messages: MessageAccess,
    private readonly inbox: ThreadInboxRepository,
    private readonly signer: MessageSigner,
    private readonly realtime: RealtimeService,
  ) {}

  async list(caller: Caller, { limit = 50, cursor, show = 'all' }: ThreadInboxQuery): Promise<ThreadInboxPage> {
    const after = cursorKeys(cursor, ['seq', 'id'], FIRST_KEYS);
    const within = grantedRooms(caller);
    const rows = await this.inbox.list({ userId: caller.userId, show, within, after, limit: limit + 1 });
    const { items, next } = page(rows, limit, ({ position, threadId }) => [position, threadId]);
    const unreadThreads = await this.inbox.countUnread(caller.userId, within);
    return { items: await this.withMessages(caller, items), next, unreadThreads };
  }

  /**
   * Marks the replies of the thread that a message begins or belongs to as read.
   * @throws Problem `message_not_found`, also for messages of rooms the caller is not in
   */
  async markRead(caller: Caller, messageId: string, seq: number): Promise<ThreadReadMark> {
    const { id, threadId, roomId } = await this.messages.find(caller, messageId);
    const thread = { roomId, threadId: threadId ?? id };
    const mark = await this.inbox.moveUp(thread.threadId, caller.userId, seq);
    const read = { ...thread, seq: mark?.seq ?? 0 };
    if (mark?.moved) this.emit(caller, read);
    return read;
  }

  async markAllRead(caller: Caller): Promise<void> {
    for (const mark of await this.inbox.moveAllUp(caller.userId, grantedRooms(caller))) this.emit(caller, mark);
  }

  private emit({ userId }: Caller, mark: ThreadReadMark): void {
    this.realtime.emit(`user:${userId}`, 'thread_read', mark);
  }

  private async withMessages(caller: Caller, rows: FollowedThreadRow[]): Promise<FollowedThread[]> {
    const messages = await this.inbox.messagesOf(rows);
    return rows.map(({ threadId, roomId, roomName, roomKind, unreadCount, mentionCount, resolvedAt }) => {
      const { items } = this.signer.signPage(caller, { items: messages.get(threadId) ?? [] });
      return {
        threadId,
        root: items.find(({ id }) => id === threadId) ?? null,
        room: { id: roomId, name: roomName, kind: roomKind },
        unreadCount,
        mentionCount,
        resolvedAt: resolvedAt?.toISOString() ?? null,
        latest: items.filter(({ id }) => id !== threadId),
      };
    });
  }
}

const grantedRooms = ({ token }: Caller): string[] | null => (token?.roomIds ? [...token.roomIds] : null);
