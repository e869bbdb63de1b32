import { inject, linkedSignal, type Signal, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationSkipped, Router } from '@angular/router';
import { filter } from 'rxjs';
import type { MessageList } from '../message-list/message-list.ts';
import { MessagesStore } from '../messages/messages-store.ts';

/** The ways through a conversation: page by page, to its end, to a message or a day, and back. */
export class ConversationNavigation {
  private readonly store = inject(MessagesStore);
  private readonly router = inject(Router);
  private loading = false;
  /** The last way could not be gone. */
  readonly failed = signal(false);
  /** The seq where one was before one went elsewhere in the room. */
  readonly cameFrom = linkedSignal<string, number | null>({ source: () => this.roomId(), computation: () => null });

  constructor(
    private readonly roomId: Signal<string>,
    private readonly list: Signal<MessageList | undefined>,
  ) {
    this.goWhereLinksLead();
  }

  older(): Promise<void> {
    return this.page(() => this.store.loadOlder(this.roomId()));
  }

  newer(): Promise<void> {
    return this.page(() => this.store.loadNewer(this.roomId()));
  }

  toNewest(): Promise<void> {
    this.cameFrom.set(null);
    return this.go(async () => {
      if (this.store.window(this.roomId())?.hasAfter) await this.store.showNewest(this.roomId());
      this.list()?.toEnd();
    });
  }

  /** To a message, with a way back to where one was. */
  async to(seq: number): Promise<void> {
    const from = this.here();
    await this.go(async () => {
      await this.store.showAround(this.roomId(), seq);
      this.list()?.show(seq);
    });
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

  async toTime(at: string): Promise<void> {
    const from = this.here();
    await this.go(async () => {
      const seq = await this.store.showTime(this.roomId(), at);
      if (seq !== null) this.list()?.show(seq);
    });
    this.cameFrom.set(from);
  }

  /** The address did not change, but whoever presses the same link again wants to go there again. */
  private goWhereLinksLead(): void {
    const skipped = this.router.events.pipe(
      filter((event) => event instanceof NavigationSkipped),
      takeUntilDestroyed(),
    );
    skipped.subscribe(({ url }) => {
      const at = Number(this.router.parseUrl(url).queryParams['at']);
      if (at > 0) void this.to(at);
    });
  }

  /** What is at the top of the screen; null while another room is still on it. */
  private here(): number | null {
    const list = this.list();
    return list?.room().id === this.roomId() ? list.topSeq() : null;
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
