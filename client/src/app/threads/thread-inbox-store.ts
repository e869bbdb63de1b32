import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core';
import type { ThreadFilter, ThreadInboxPage, ThreadReadMark } from '@api/messages/thread-inbox/thread-inbox.dto.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { Api } from '../api/api.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { Session } from '../auth/session.ts';

/** After the first screen, and so that what comes together is asked for together. */
const RELOAD_DELAY_MS = 1_500;
/** Unread threads whose rows are marked in their rooms. */
const MAX_MARKED = 50;

/**
 * Which of the threads that the reader follows have unread replies. The server counts them by rows; here they are asked for
 * with each connection, after each notification of a reply, and when something was read.
 */
@Injectable({ providedIn: 'root' })
export class ThreadInboxStore {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly socket = inject(ChatSocket);
  private readonly state = signal<{ count: number; ids: ReadonlySet<string> }>({ count: 0, ids: new Set() });
  private readonly readSent = new Map<string, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly changes = signal(0);

  /** Threads with unread replies; 100 stands for more. */
  readonly unreadThreads = computed(() => this.state().count);
  /** Increases when the list may have changed. */
  readonly version = this.changes.asReadonly();

  constructor() {
    effect(() => {
      if (this.socket.phase() === 'live') untracked(() => this.reloadSoon());
    });
    this.socket.on('notification', ({ message }) => {
      if (message.threadId) this.reloadSoon();
    });
    this.socket.on('thread_read', ({ threadId }) => this.dropped(threadId));
    this.socket.on('following_changed', () => this.reloadSoon());
    // What stands in the room as well is read there.
    this.socket.on('read_changed', ({ userId }) => {
      if (userId === this.session.me()?.id && this.unreadThreads() > 0) this.reloadSoon();
    });
    this.socket.on('message_changed', ({ threadId, deletedAt }) => {
      if (deletedAt && threadId && this.isUnread(threadId)) this.reloadSoon();
    });
  }

  /** Whether a thread has unread replies, by its first message. */
  isUnread(threadId: string): boolean {
    return this.state().ids.has(threadId);
  }

  page(show: ThreadFilter, cursor?: string, limit?: number): Promise<ThreadInboxPage> {
    return this.api.get<ThreadInboxPage>('/threads', { show, cursor, limit });
  }

  /**
   * Marks a thread as read up to a reply; sent once for each, and again after a failure. It is named by the reply: guests
   * who joined later may not see its first message.
   */
  async markRead(threadId: string, { id, seq }: Pick<Message, 'id' | 'seq'>): Promise<void> {
    if ((this.readSent.get(threadId) ?? 0) >= seq) return;
    this.readSent.set(threadId, seq);
    try {
      await this.api.put<ThreadReadMark>(`/messages/${id}/thread/read`, { seq });
      this.dropped(threadId);
    } catch {
      this.readSent.delete(threadId);
    }
  }

  async markAllRead(): Promise<void> {
    await this.api.post('/threads/read-all', {});
    this.state.set({ count: 0, ids: new Set() });
    this.reloadSoon();
  }

  /** At once for its row; how many there are is for the server to say. */
  private dropped(threadId: string): void {
    if (!this.isUnread(threadId)) return;
    this.state.update(({ count, ids }) => ({
      count: Math.max(0, count - 1),
      ids: new Set([...ids].filter((id) => id !== threadId)),
    }));
    this.reloadSoon();
  }

  private reloadSoon(): void {
    this.timer ??= setTimeout(() => void this.reload(), RELOAD_DELAY_MS);
  }

  private async reload(): Promise<void> {
    this.timer = undefined;
    try {
      const page = await this.api.get<ThreadInboxPage>('/threads', { show: 'unread', limit: MAX_MARKED });
      const ids = new Set(page.items.map(({ threadId }) => threadId));
      this.state.set({ count: page.unreadThreads, ids });
      this.changes.update((count) => count + 1);
    } catch {
      // Without a connection; asked for again with the next one.
    }
  }
}
