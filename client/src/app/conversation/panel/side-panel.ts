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

/** What the panel of a room can show, in the order of its tabs. */
export const PANES = ['about', 'members', 'threads', 'files', 'search'] as const;
export type Pane = (typeof PANES)[number];

/** From the address. */
interface PanelQuery {
  readonly panel?: string | undefined;
  /** The id of a message: its thread takes the place of the panel. */
  readonly thread?: string | undefined;
}

/** What is to be in the address. */
interface PanelTarget {
  readonly panel: Pane | null;
  readonly thread: string | null;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Kept with an entry of the history when the entry before it is the room without a panel. */
interface EntryState {
  isOverRoom?: boolean;
}

/**
 * What stands beside a conversation, as the address says it (`?panel=members`). Opened over the room it is an entry of
 * the history, so that a phone's way back closes it; closed again, it has left none behind. The focus goes in with
 * whoever opens it, and back to where it was.
 */
export class SidePanel {
  private readonly router = inject(Router);
  private readonly location = inject(Location);
  private readonly injector = inject(Injector);
  /** Of a message whose thread is shown. What means nothing in the address shows nothing. */
  readonly thread = computed(() => {
    const { thread = '' } = this.query();
    return ID.test(thread) ? thread : null;
  });
  readonly pane = computed(() => (this.thread() ? null : (PANES.find((each) => each === this.query().panel) ?? null)));
  readonly isOpen = computed(() => (this.thread() ?? this.pane()) !== null);
  /** The way back is asked for and not yet gone: a second one would lead out of the room. */
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

  /** Shows the pane, and takes the focus there. */
  open(panel: Pane): Promise<void> {
    return this.openAndFocus({ panel, thread: null });
  }

  /** Shows the thread of a message, and takes the focus there. */
  openThread(thread: string): Promise<void> {
    return this.openAndFocus({ panel: null, thread });
  }

  /** Shows the pane, and leaves the focus where it is. */
  switchTo(panel: Pane): Promise<void> {
    return this.show({ panel, thread: null });
  }

  async close(): Promise<void> {
    if (!this.isOpen() || this.isGoingBack()) return;
    if (!this.isOverRoom()) return this.navigate({ panel: null, thread: null }, { replaceUrl: true, state: {} });
    this.isGoingBack.set(true);
    this.location.back();
  }

  /** Closes it, unless the key has meant something in it already. */
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

  /** Whoever has gone elsewhere meanwhile stays there. */
  private restoreFocus(): void {
    const { opener } = this;
    this.opener = null;
    if (document.activeElement !== document.body) return;
    opener?.focus();
    if (document.activeElement === document.body) this.focusFallback();
  }
}
