import { inject, linkedSignal, type Signal, signal } from '@angular/core';
import type { MessageList } from './message-list.ts';
import { MessagesStore } from './messages-store.ts';

/** The ways through a conversation: page by page, to its end, to a message or a day, and back. */
export class ConversationWalk {
  private readonly store = inject(MessagesStore);
  private loading = false;
  /** The last way could not be gone. */
  readonly failed = signal(false);
  /** The seq where one was before one went to what a message answers. */
  readonly cameFrom = linkedSignal<string, number | null>({ source: () => this.roomId(), computation: () => null });

  constructor(
    private readonly roomId: Signal<string>,
    private readonly list: Signal<MessageList | undefined>,
  ) {}

  older(): Promise<void> {
    return this.page(() => this.store.loadOlder(this.roomId()));
  }

  newer(): Promise<void> {
    return this.page(() => this.store.loadNewer(this.roomId()));
  }

  toNewest(): Promise<void> {
    return this.go(async () => {
      if (this.store.window(this.roomId())?.hasAfter) await this.store.showNewest(this.roomId());
      this.list()?.toEnd();
    });
  }

  to(seq: number): Promise<void> {
    return this.go(async () => {
      await this.store.showAround(this.roomId(), seq);
      this.list()?.show(seq);
    });
  }

  /** To what a message answers, with a way back to where one was. */
  async toQuoted(seq: number): Promise<void> {
    const from = this.list()?.topSeq() ?? null;
    await this.to(seq);
    this.cameFrom.set(from);
  }

  async back(): Promise<void> {
    const seq = this.cameFrom();
    this.cameFrom.set(null);
    if (seq === null) return;
    await this.go(async () => {
      await this.store.showAround(this.roomId(), seq);
      this.list()?.returnTo(seq);
    });
  }

  toTime(at: string): Promise<void> {
    return this.go(async () => {
      const seq = await this.store.showTime(this.roomId(), at);
      if (seq !== null) this.list()?.show(seq);
    });
  }

  /** Pages come one at a time: the edge of the list asks again at every scroll. */
  private async page(load: () => Promise<void>): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    await this.go(load);
    this.loading = false;
  }

  private async go(way: () => Promise<void>): Promise<void> {
    this.failed.set(false);
    try {
      await way();
    } catch {
      this.failed.set(true);
    }
  }
}
