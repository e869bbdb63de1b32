import { Location } from '@angular/common';
import {
  afterNextRender,
  afterRenderEffect,
  computed,
  inject,
  Injector,
  linkedSignal,
  type Signal,
  untracked,
} from '@angular/core';
import { Router } from '@angular/router';

/** The panes of the side panel, in the order of its tabs. */
export const PANES = ['about', 'members', 'threads', 'files', 'search'] as const;
export type Pane = (typeof PANES)[number];

/** From the address. */
interface PanelQuery {
  readonly panel?: string | undefined;
  /** The id of a message: its thread is shown instead of the panel. */
  readonly thread?: string | undefined;
}

/** The query parameters to set. */
interface PanelTarget {
  readonly panel: Pane | null;
  readonly thread: string | null;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** State of a history entry; set when the entry before it is the room without a panel. */
interface EntryState {
  isOverRoom?: boolean;
}

/**
 * The side panel of a conversation, as given by the address (`?panel=members`). Opening it adds a history entry, so that
 * the back gesture of a phone closes it; closing it leaves no entry behind. Opening moves the focus into the panel,
 * closing moves it back.
 */
export class SidePanel {
  private readonly router = inject(Router);
  private readonly location = inject(Location);
  private readonly injector = inject(Injector);
  /** The id of the message whose thread is shown; null when the address has no valid id. */
  readonly thread = computed(() => {
    const { thread = '' } = this.query();
    return ID.test(thread) ? thread : null;
  });
  readonly pane = computed(() => (this.thread() ? null : (PANES.find((each) => each === this.query().panel) ?? null)));
  readonly isOpen = computed(() => (this.thread() ?? this.pane()) !== null);
  /** Set while going back: a second step back would leave the room. */
  private readonly isGoingBack = linkedSignal({ source: this.isOpen, computation: () => false });
  private opener: HTMLElement | null = null;
  private wasDrawn = false;

  /**
   * @param query from the address
   * @param view what shows it, where there is something to show
   * @param focusFallback takes the focus when what had it before is gone
   */
  constructor(
    private readonly query: Signal<PanelQuery>,
    private readonly view: Signal<{ focus(): void } | undefined>,
    private readonly focusFallback: () => void,
  ) {
    afterRenderEffect(() => {
      const isDrawn = this.view() !== undefined;
      if (this.wasDrawn && !isDrawn) untracked(() => this.restoreFocus());
      this.wasDrawn = isDrawn;
    });
  }

  /** Shows the pane and focuses it. */
  open(panel: Pane): Promise<void> {
    return this.openAndFocus({ panel, thread: null });
  }

  /** Shows the thread of a message and focuses it. */
  openThread(thread: string): Promise<void> {
    return this.openAndFocus({ panel: null, thread });
  }

  /** Shows the pane without moving the focus. */
  switchTo(panel: Pane): Promise<void> {
    return this.show({ panel, thread: null });
  }

  async close(): Promise<void> {
    if (!this.isOpen() || this.isGoingBack()) return;
    if (!this.isOverRoom()) return this.navigate({ panel: null, thread: null }, { replaceUrl: true, state: {} });
    this.isGoingBack.set(true);
    this.location.back();
  }

  /** Closes the panel, unless the key has been handled inside it. */
  async escape(event: Event): Promise<void> {
    if (event.defaultPrevented || (event as KeyboardEvent).isComposing) return;
    event.preventDefault();
    await this.close();
  }

  private async openAndFocus(shown: PanelTarget): Promise<void> {
    if (!this.isOpen()) this.opener = document.activeElement as HTMLElement | null;
    await this.show(shown);
    afterNextRender(() => this.view()?.focus(), { injector: this.injector });
  }

  private show(shown: PanelTarget): Promise<void> {
    const isOpen = this.isOpen();
    return this.navigate(shown, { replaceUrl: isOpen, state: { isOverRoom: !isOpen || this.isOverRoom() } });
  }

  private async navigate(queryParams: PanelTarget, how: { replaceUrl: boolean; state: EntryState }): Promise<void> {
    await this.router.navigate([], { queryParams, queryParamsHandling: 'merge', ...how });
  }

  private isOverRoom(): boolean {
    return (this.location.getState() as EntryState | null)?.isOverRoom === true;
  }

  /** Restores the focus, unless it has moved elsewhere meanwhile. */
  private restoreFocus(): void {
    const { opener } = this;
    this.opener = null;
    if (document.activeElement !== document.body) return;
    opener?.focus();
    if (document.activeElement === document.body) this.focusFallback();
  }
}
