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
export const PANES = ['about', 'members', 'files', 'search'] as const;
export type Pane = (typeof PANES)[number];

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
  /** `null` while there is none: what means nothing in the address shows nothing. */
  readonly pane = computed(() => PANES.find((each) => each === this.wanted()) ?? null);
  /** The way back is asked for and not yet gone: a second one would lead out of the room. */
  private readonly goesBack = linkedSignal({ source: this.pane, computation: () => false });
  private opener: HTMLElement | null = null;
  private wasDrawn = false;

  /**
   * @param wanted from the address
   * @param drawn what shows it, where there is something to show
   * @param rest takes the focus when what had it before is gone
   */
  constructor(
    private readonly wanted: Signal<string | undefined>,
    private readonly drawn: Signal<{ focus(): void } | undefined>,
    private readonly rest: () => void,
  ) {
    afterRenderEffect(() => {
      const isDrawn = this.drawn() !== undefined;
      if (this.wasDrawn && !isDrawn) untracked(() => this.giveFocusBack());
      this.wasDrawn = isDrawn;
    });
  }

  /** Shows the pane, and takes the focus there. */
  async open(pane: Pane): Promise<void> {
    if (this.pane() === null) this.opener = document.activeElement as HTMLElement | null;
    await this.turnTo(pane);
    afterNextRender(() => this.drawn()?.focus(), { injector: this.injector });
  }

  /** Shows the pane, and leaves the focus where it is. */
  turnTo(pane: Pane): Promise<void> {
    const isOpen = this.pane() !== null;
    return this.go(pane, { replaceUrl: isOpen, state: { isOverRoom: !isOpen || this.isOverRoom() } });
  }

  async close(): Promise<void> {
    if (this.pane() === null || this.goesBack()) return;
    if (!this.isOverRoom()) return this.go(null, { replaceUrl: true, state: {} });
    this.goesBack.set(true);
    this.location.back();
  }

  private async go(panel: Pane | null, how: { replaceUrl: boolean; state: EntryState }): Promise<void> {
    await this.router.navigate([], { queryParams: { panel }, queryParamsHandling: 'merge', ...how });
  }

  private isOverRoom(): boolean {
    return (this.location.getState() as EntryState | null)?.isOverRoom === true;
  }

  /** Whoever has gone elsewhere meanwhile stays there. */
  private giveFocusBack(): void {
    const { opener } = this;
    this.opener = null;
    if (document.activeElement !== document.body) return;
    opener?.focus();
    if (document.activeElement === document.body) this.rest();
  }
}
