import { effect, inject, Injectable, untracked } from '@angular/core';
import type { Attachment, Message, ReplyExcerpt } from '@api/timeline/message.dto.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { ActiveTab } from '../connection/active-tab.ts';
import { Session } from '../auth/session.ts';
import { MessagesStore } from '../messages/messages-store.ts';
import { newId } from '../api/new-id.ts';
import {
  dueItems,
  markedAsSending,
  nextAttemptAt,
  type OutboxItem,
  retried,
  type SendResult,
  afterAttempt,
  needsUserAction,
  withDeletedQuote,
  withdrawn,
} from './outbox-state.ts';
import { ResentMarks } from './resent-marks.ts';
import { SentMessages } from './sent-messages.ts';
import { StoredItems } from './stored-items.ts';

/** Waits until what was lost is looked for again, in milliseconds; then what was written since goes out all the same. */
const LOOK_AGAIN_MS = [500, 1_000, 2_000, 4_000];

/**
 * Every new message is sent from here. It is on the disk before its text leaves the composer, is sent in order and one
 * at a time per room, and stays until the server has confirmed or definitely refused it.
 * All tabs show the same outbox; only the active tab sends.
 */
@Injectable({ providedIn: 'root' })
export class Outbox {
  private readonly socket = inject(ChatSocket);
  private readonly session = inject(Session);
  private readonly messages = inject(MessagesStore);
  private readonly tab = inject(ActiveTab);
  private readonly sent = inject(SentMessages);
  private readonly resentMarks = inject(ResentMarks);
  private readonly stored = new StoredItems(
    () => this.userId,
    () => this.sendDue(),
  );
  private readonly inFlight = new Set<string>();
  /** Searches for what a failover has lost that are under way. */
  private lostSearches = 0;
  private lastCreatedAtMs = 0;
  private attemptTimer: ReturnType<typeof setTimeout> | undefined;

  /** Messages that are being sent or need their author, oldest first. */
  readonly items = this.stored.items;

  constructor() {
    this.messages.onMessage((message) => {
      void this.confirm(message);
      if (message.deletedAt || message.editedAt) void this.sent.follow(message);
      if (message.deletedAt) void this.dropQuotes(message);
    });
    effect(() => {
      if (this.socket.phase() === 'live') untracked(() => void this.sendLost());
    });
    void this.stored.reload();
    effect(() => {
      if (this.tab.isActive()) untracked(() => void this.stored.reload());
    });
  }

  /**
   * @param attachments files that are uploaded already
   * @param clientId identifies the message, so that the server stores a repeat only once
   * @param more its thread; a poll, whose question is the body; what the server holds of the message as a draft
   */
  async send(
    roomId: string,
    body: string,
    replyTo: ReplyExcerpt | null,
    attachments: readonly Attachment[] = [],
    clientId = newId(),
    more: Pick<OutboxItem, 'draft' | 'poll' | 'threadId' | 'alsoInRoom'> = {},
  ): Promise<void> {
    const item: OutboxItem = {
      clientId,
      userId: this.userId,
      roomId,
      body,
      replyTo,
      attachments,
      ...more,
      createdAt: this.nextCreatedAt(),
      tries: 0,
      notBefore: 0,
      refusal: null,
      unsent: this.socket.phase() !== 'live',
    };
    await this.stored.put(item);
    this.sendDue();
  }

  async retry(item: OutboxItem): Promise<void> {
    await this.stored.put(retried(item));
    this.sendDue();
  }

  /**
   * Keeps a message from being sent, by any tab; it stays here until it is discarded or sent again.
   * @returns false when it may have been sent already
   */
  async withdraw({ clientId }: OutboxItem): Promise<boolean> {
    const current = this.items().find((each) => each.clientId === clientId);
    if (!current || needsUserAction(current)) return current !== undefined;
    try {
      return (await this.stored.change(clientId, withdrawn)) !== null;
    } catch {
      return false; // Another tab may be sending it: only the disk knows.
    }
  }

  /** @returns false when it may have been sent already */
  async discard(item: OutboxItem): Promise<boolean> {
    const isWithdrawn = await this.withdraw(item);
    if (isWithdrawn) await this.stored.remove(item.clientId);
    return isWithdrawn;
  }

  private get userId(): string {
    return this.session.me()?.id ?? '';
  }

  /** What a failover has lost goes out before what was written since. */
  private async sendLost(): Promise<void> {
    if (this.tab.isActive()) {
      this.lostSearches++;
      await this.restoreLost().finally(() => this.lostSearches--);
    }
    this.sendDue();
  }

  /** Repeated while another node, which a request may reach, is not back yet; after the next connect it begins anew. */
  private async restoreLost(): Promise<void> {
    const { connectionCount } = this.socket;
    for (const waitMs of [0, ...LOOK_AGAIN_MS]) {
      if (waitMs) await new Promise((resolve) => setTimeout(resolve, waitMs));
      if (connectionCount !== this.socket.connectionCount) return;
      try {
        for (const item of await this.sent.takeLost()) {
          this.resentMarks.add(item.clientId);
          await this.stored.restore(item);
        }
        return;
      } catch {
        // Not reached.
      }
    }
  }

  private sendDue(): void {
    clearTimeout(this.attemptTimer);
    if (!this.tab.isActive() || this.socket.phase() !== 'live' || this.lostSearches > 0) return;
    for (const item of dueItems(this.items(), this.inFlight, Date.now())) void this.deliver(item);
    const next = nextAttemptAt(this.items(), Date.now());
    if (next !== null) this.attemptTimer = setTimeout(() => this.sendDue(), next - Date.now());
  }

  private async deliver(item: OutboxItem): Promise<void> {
    this.inFlight.add(item.roomId);
    const claimed = item.unsent ? await this.claim(item) : item;
    if (claimed) await this.sendAndSettle(claimed);
    else {
      this.inFlight.delete(item.roomId);
      await this.stored.reload();
    }
  }

  /** Marks an item before its first attempt: from now on it cannot be withdrawn. */
  private async claim(item: OutboxItem): Promise<OutboxItem | null> {
    try {
      return await this.stored.change(item.clientId, markedAsSending);
    } catch {
      // The disk has failed since: then this tab alone has the message, and its author waits for it.
      return markedAsSending(item);
    }
  }

  private async sendAndSettle(item: OutboxItem): Promise<void> {
    const result = await this.attempt(item);
    const remaining = afterAttempt(item, result, Date.now(), Math.random());
    if (result?.ok) {
      this.messages.receive(result.data);
      void this.sent.remember(item, result.data);
    }
    // The echo may have come first: then there is nothing left to settle. A tab that is no longer active settles only
    // what was sent: the next active tab may have sent it already.
    const isPending = this.items().some(({ clientId }) => clientId === item.clientId);
    const settling =
      isPending &&
      (result?.ok || this.tab.isActive()) &&
      (remaining ? this.stored.put(remaining) : this.stored.remove(item.clientId));
    // The next message need not wait for the disk.
    this.inFlight.delete(item.roomId);
    this.sendDue();
    await settling;
  }

  private async attempt({
    roomId,
    clientId,
    body,
    replyTo,
    draft,
    poll,
    threadId,
    alsoInRoom,
    attachments = [],
  }: OutboxItem): Promise<SendResult> {
    try {
      const replyToId = replyTo?.id;
      return await this.socket.request('send_message', {
        roomId,
        clientId,
        body,
        ...(replyToId && { replyToId }),
        ...(threadId && { threadId, alsoInRoom: alsoInRoom ?? false }),
        ...(draft && { draft }),
        ...(attachments.length > 0 && { attachmentIds: attachments.map(({ id }) => id) }),
        ...(poll && { poll }),
      });
    } catch {
      return null;
    }
  }

  /** An own message came back, as an echo or in a page of history. */
  private async confirm(message: Message): Promise<void> {
    const isMine = message.author?.id === this.userId && message.clientId !== null;
    const item = isMine && this.items().find(({ clientId }) => clientId === message.clientId);
    if (!item) return;
    void this.sent.remember(item, message);
    await this.stored.remove(message.clientId);
  }

  /** The words of a deleted message do not stay with those who wait to reply to it. */
  private async dropQuotes({ id }: Message): Promise<void> {
    for (const { clientId, replyTo } of this.items())
      if (replyTo?.id === id) await this.stored.change(clientId, (item) => withDeletedQuote(item, id));
  }

  /** Never the same twice, because the outbox is sorted by it. */
  private nextCreatedAt(): string {
    this.lastCreatedAtMs = Math.max(Date.now(), this.lastCreatedAtMs + 1);
    return new Date(this.lastCreatedAtMs).toISOString();
  }
}
