import { computed, inject, linkedSignal, type Signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationSkipped, Router } from '@angular/router';
import { filter } from 'rxjs';
import type { MessageList } from '../message-list/message-list.ts';
import type { ListPosition } from '../message-list/scroll/visible-rows.ts';
import { MessagesStore } from '../messages/messages-store.ts';
import { PageLoader } from '../messages/page-loader.ts';

/** Moves through a conversation: page by page, to its end, to a message or a day, and back. */
export class ConversationNavigation {
  private readonly store = inject(MessagesStore);
  private readonly router = inject(Router);
  private readonly pages = new PageLoader();
  /** Whether the last page could not be loaded. */
  readonly failed = this.pages.failed;
  /** Where to go back to after a jump within the room. */
  readonly returnPosition = linkedSignal<string, ListPosition | null>({
    source: computed(() => this.roomId()),
    computation: () => null,
  });

  constructor(
    private readonly roomId: Signal<string>,
    private readonly list: Signal<MessageList | undefined>,
  ) {
    this.followRepeatedLinks();
  }

  loadOlder(): Promise<void> {
    return this.pages.next(() => this.store.loadOlder(this.roomId()));
  }

  loadNewer(): Promise<void> {
    return this.pages.next(() => this.store.loadNewer(this.roomId()));
  }

  goToNewest(): Promise<void> {
    this.returnPosition.set(null);
    return this.pages.attempt(async () => {
      if (this.store.window(this.roomId())?.hasAfter) await this.store.showNewest(this.roomId());
      this.list()?.targets.showEnd();
    });
  }

  /** Shows a message, and remembers the position to go back to. */
  async goToSeq(seq: number): Promise<void> {
    const from = this.position();
    await this.pages.attempt(async () => {
      await this.store.showAround(this.roomId(), seq);
      this.list()?.targets.showMessage(seq);
    });
    this.returnPosition.set(from);
  }

  async goBack(): Promise<void> {
    const position = this.returnPosition();
    this.returnPosition.set(null);
    if (!position) return;
    await this.pages.attempt(async () => {
      await this.store.showAround(this.roomId(), position.seq);
      this.list()?.targets.showPosition(position);
    });
  }

  async goToTime(at: string): Promise<void> {
    const from = this.position();
    await this.pages.attempt(async () => {
      const seq = await this.store.showTime(this.roomId(), at);
      if (seq !== null) this.list()?.targets.showMessage(seq);
    });
    this.returnPosition.set(from);
  }

  /** Follows a link to a message also when the address already points to it. */
  private followRepeatedLinks(): void {
    const skipped = this.router.events.pipe(
      filter((event) => event instanceof NavigationSkipped),
      takeUntilDestroyed(),
    );
    skipped.subscribe(({ url }) => {
      const at = Number(this.router.parseUrl(url).queryParams['at']);
      if (at > 0) void this.goToSeq(at);
    });
  }

  /** Null while the list still shows another room. */
  private position(): ListPosition | null {
    const list = this.list();
    return list?.room().id === this.roomId() ? list.visible.position() : null;
  }
}
