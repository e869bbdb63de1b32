import { effect, inject, Injectable, signal, untracked } from '@angular/core';
import type { Attachment, Message, ReplyExcerpt } from '@api/timeline/message.dto.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { ActiveTab } from '../connection/active-tab.ts';
import { Session } from '../auth/session.ts';
import { MessagesStore } from '../messages/messages-store.ts';
import { newId } from '../api/new-id.ts';
import { OutboxDatabase } from './outbox-database.ts';
import {
  dueItems,
  markedAsSending,
  mergedWithUnsaved,
  nextAttemptAt,
  type OutboxItem,
  retried,
  type SendResult,
  afterAttempt,
  needsUserAction,
  withdrawn,
} from './outbox-state.ts';

/**
 * Everything written leaves through here. Each message is on the disk before its text leaves the composer, goes out
 * in order and one at a time per room, and stays until the server has confirmed or definitely refused it.
 * All tabs show the same outbox; only the leading one sends.
 */
@Injectable({ providedIn: 'root' })
export class Outbox {
  private readonly socket = inject(ChatSocket);
  private readonly session = inject(Session);
  private readonly store = inject(MessagesStore);
  private readonly tab = inject(ActiveTab);
  private readonly disk = new OutboxDatabase(() => void this.reload());
  private readonly otherTabs = new BroadcastChannel('parley.outbox');
  private readonly held = signal<readonly OutboxItem[]>([]);
  private readonly inFlight = new Set<string>();
  /** What the disk does not hold yet, and what it may still hold although it is settled. */
  private readonly unsaved = new Map<string, OutboxItem>();
  private readonly gone = new Set<string>();
  private reading: Promise<void> | null = null;
  private outdated = false;
  private lastTime = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** What is on its way or waits for its owner, oldest first. */
  readonly items = this.held.asReadonly();

  constructor() {
    this.otherTabs.onmessage = () => void this.reload();
    this.store.onMessage((message) => void this.confirm(message));
    effect(() => {
      if (this.socket.phase() === 'live') untracked(() => this.work());
    });
    void this.reload();
    effect(() => {
      if (this.tab.isActive()) untracked(() => void this.reload());
    });
  }

  /**
   * @param attachments files that have arrived already
   * @param clientId makes a repeat harmless
   */
  async send(
    roomId: string,
    body: string,
    replyTo: ReplyExcerpt | null,
    attachments: readonly Attachment[] = [],
    clientId = newId(),
  ): Promise<void> {
    const item: OutboxItem = {
      clientId,
      userId: this.userId,
      roomId,
      body,
      replyTo,
      attachments,
      createdAt: this.now(),
      tries: 0,
      notBefore: 0,
      refusal: null,
      unsent: this.socket.phase() !== 'live',
    };
    await this.keep(item);
    this.work();
  }

  async retry(item: OutboxItem): Promise<void> {
    await this.keep(retried(item));
    this.work();
  }

  /**
   * It does not go out any more, whichever tab sends; it stays here until it is discarded or sent again.
   * @returns false when it may have gone out already
   */
  async withdraw({ clientId }: OutboxItem): Promise<boolean> {
    const now = this.held().find((each) => each.clientId === clientId);
    if (!now || needsUserAction(now)) return now !== undefined;
    try {
      return (await this.change(clientId, withdrawn)) !== null;
    } catch {
      return false; // Another tab may be sending it: only the disk knows.
    }
  }

  /** @returns false when it may have gone out already */
  async discard(item: OutboxItem): Promise<boolean> {
    const isBack = await this.withdraw(item);
    if (isBack) await this.forget(item.clientId);
    return isBack;
  }

  private get userId(): string {
    return this.session.me()?.id ?? '';
  }

  private work(): void {
    clearTimeout(this.timer);
    if (!this.tab.isActive() || this.socket.phase() !== 'live') return;
    for (const item of dueItems(this.held(), this.inFlight, Date.now())) void this.deliver(item);
    const next = nextAttemptAt(this.held(), Date.now());
    if (next !== null) this.timer = setTimeout(() => this.work(), next - Date.now());
  }

  private async deliver(item: OutboxItem): Promise<void> {
    this.inFlight.add(item.roomId);
    const handed = item.unsent ? await this.handOver(item) : item;
    if (handed) await this.hand(handed);
    else {
      this.inFlight.delete(item.roomId);
      await this.reload();
    }
  }

  /** Before it goes out for the first time: from now on nobody can have it back. */
  private async handOver(item: OutboxItem): Promise<OutboxItem | null> {
    try {
      return await this.change(item.clientId, markedAsSending);
    } catch {
      // A disk that has failed since: then this tab alone has it, and its owner is waiting.
      return markedAsSending(item);
    }
  }

  private async hand(item: OutboxItem): Promise<void> {
    const result = await this.attempt(item);
    const rest = afterAttempt(item, result, Date.now(), Math.random());
    if (result?.ok) this.store.receive(result.data);
    // The echo may have come first: then there is nothing left to settle. Nor is there for who does not lead any more:
    // the next leader may have sent it already.
    const isHeld = this.held().some(({ clientId }) => clientId === item.clientId);
    const settling =
      isHeld && (result?.ok || this.tab.isActive()) && (rest ? this.keep(rest) : this.forget(item.clientId));
    // The next one need not wait for the disk.
    this.inFlight.delete(item.roomId);
    this.work();
    await settling;
  }

  private async attempt({ roomId, clientId, body, replyTo, attachments = [] }: OutboxItem): Promise<SendResult> {
    try {
      const replyToId = replyTo?.id;
      return await this.socket.request('send_message', {
        roomId,
        clientId,
        body,
        ...(replyToId && { replyToId }),
        ...(attachments.length > 0 && { attachmentIds: attachments.map(({ id }) => id) }),
      });
    } catch {
      return null;
    }
  }

  /** Our own message came back, by whichever way was faster. */
  private async confirm(message: Message): Promise<void> {
    const isMine = message.author?.id === this.userId && message.clientId !== null;
    if (isMine && this.held().some(({ clientId }) => clientId === message.clientId))
      await this.forget(message.clientId);
  }

  /** New or changed: on the screen at once, then on the disk. */
  private async keep(item: OutboxItem): Promise<void> {
    this.unsaved.set(item.clientId, item);
    this.held.update((items) => mergedWithUnsaved(items, this.unsaved, this.gone));
    try {
      await this.disk.put(item);
      if (this.unsaved.get(item.clientId) === item) this.unsaved.delete(item.clientId);
      this.otherTabs.postMessage(item.clientId);
    } catch {
      // No disk (private browsing, full, stuck): it still goes out from memory.
    }
  }

  /**
   * On the disk, where all tabs see it, or in memory for what the disk has not taken.
   * @throws when the disk has it and does not answer
   */
  private async change(clientId: string, how: (item: OutboxItem) => OutboxItem | null): Promise<OutboxItem | null> {
    const changed = await this.disk.change(clientId, how).catch((error: unknown) => {
      if (this.unsaved.has(clientId)) return null;
      throw error;
    });
    const inMemory = this.unsaved.get(clientId);
    const result = changed ?? (inMemory ? how(inMemory) : null);
    if (!result || this.gone.has(clientId)) return null;
    if (inMemory) this.unsaved.set(clientId, result);
    this.held.update((items) => items.map((each) => (each.clientId === clientId ? result : each)));
    this.otherTabs.postMessage(clientId);
    return result;
  }

  private async forget(clientId: string | null): Promise<void> {
    if (!clientId) return;
    this.gone.add(clientId);
    this.unsaved.delete(clientId);
    this.held.update((items) => mergedWithUnsaved(items, this.unsaved, this.gone));
    try {
      await this.disk.remove(clientId);
      this.otherTabs.postMessage(clientId);
    } catch {
      // As above; a repeat after a reload is answered with the first message.
    }
  }

  /** One look at the disk at a time, and another if something was written meanwhile: an old look must not win. */
  private reload(): Promise<void> {
    this.outdated = true;
    this.reading ??= this.readDisk().finally(() => (this.reading = null));
    return this.reading;
  }

  private async readDisk(): Promise<void> {
    while (this.outdated) {
      this.outdated = false;
      try {
        this.held.set(mergedWithUnsaved(await this.disk.all(this.userId), this.unsaved, this.gone));
      } catch {
        // Without a disk there is only what this tab holds.
      }
    }
    this.work();
  }

  /** Never the same twice: the order of the outbox hangs on it. */
  private now(): string {
    this.lastTime = Math.max(Date.now(), this.lastTime + 1);
    return new Date(this.lastTime).toISOString();
  }
}
