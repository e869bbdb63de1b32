import { afterNextRender, computed, type Injector, signal } from '@angular/core';
import { rowAfter, type VisibleRange } from './list-keys.ts';

/** Elements that use the arrow keys themselves. */
const OWN_KEYS_SELECTOR =
  'input:not([type=checkbox]), textarea, select, pre, audio, .table, [role="slider"], [role="menu"]';
const BUTTON_KEYS: Record<string, string> = { Enter: 'menu', ContextMenu: 'menu', '+': 'react' };

/** The list as the keyboard navigation sees it. */
export interface NavigableList {
  visibleRange(): VisibleRange;
  keyOf(index: number): string | null;
  element(index: number): HTMLElement | null;
  bringIntoView(index: number): void;
  /** @returns whether the letter has an action on this row */
  runLetter(letter: string, index: number): boolean;
  leave(): void;
  /** -1 for none. */
  indexOf(key: string): number;
  /** Focuses the list itself while no row can take the focus. */
  focusList(): void;
}

/**
 * Roving focus over the rows: the arrows move it, and the focused row stays in the page however far the list scrolls.
 * Written by hand because a key manager of the CDK needs all items in the page, and a virtual list has only some.
 */
export class RowKeyboardNav {
  /** The key of the focused row. */
  readonly key = signal<string | null>(null);
  readonly index = computed(() => {
    const key = this.key();
    const index = key === null ? -1 : this.list.indexOf(key);
    return index < 0 ? null : index;
  });

  constructor(
    private readonly list: NavigableList,
    private readonly injector: Injector,
  ) {}

  onKeydown(event: KeyboardEvent): void {
    const { key, target } = event;
    const isOthers = event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey;
    const selects = event.shiftKey && key.length > 1;
    if (isOthers || selects || !(target instanceof HTMLElement) || target.closest(OWN_KEYS_SELECTOR)) return;
    const row = target.closest<HTMLElement>('[data-index]');
    // While a row is being drawn the list itself has the focus.
    const here = row ? Number(row.dataset['index']) : this.index();
    if (this.move(key, here) || (here !== null && this.handleRowKey(key, here, target))) event.preventDefault();
  }

  /** Forgets the row when the focus leaves the list. */
  onFocusout({ currentTarget, relatedTarget }: FocusEvent): void {
    const stays =
      relatedTarget instanceof Node && currentTarget instanceof Node && currentTarget.contains(relatedTarget);
    if (!stays) this.key.set(null);
  }

  private move(key: string, here: number | null): boolean {
    const next = rowAfter(key, here, this.list.visibleRange());
    if (next === 'out') this.leave();
    else if (next !== null) this.focusRow(next);
    return next !== null;
  }

  private leave(): void {
    this.key.set(null);
    this.list.leave();
  }

  private focusRow(index: number): void {
    const key = this.list.keyOf(index);
    this.key.set(key);
    this.list.bringIntoView(index);
    const focusTarget = this.stop(index);
    if (focusTarget) return focusUntilBlur(focusTarget);
    // The focused row may be removed by the rendering that adds the next row.
    this.list.focusList();
    afterNextRender(() => this.focusDrawnRow(index, key), { injector: this.injector });
  }

  /** A row outside the screen exists after the next rendering; by then the focus may be elsewhere. */
  private focusDrawnRow(index: number, key: string | null): void {
    const stop = this.stop(index);
    if (stop && this.key() === key) focusUntilBlur(stop);
  }

  private handleRowKey(key: string, here: number, target: HTMLElement): boolean {
    const stop = this.stop(here);
    const onRow = target === stop || !target.closest('[data-index]');
    if (key === 'Escape') {
      if (onRow || !stop) this.leave();
      else focusUntilBlur(stop);
      return true;
    }
    if (onRow && this.clickButton(BUTTON_KEYS[key], here)) return true;
    // A closed menu leaves the focus on its button; letters still belong to the row.
    return (onRow || target.closest('.actions') !== null) && this.list.runLetter(key.toLowerCase(), here);
  }

  private clickButton(action: string | undefined, index: number): boolean {
    const button = action && this.list.element(index)?.querySelector<HTMLElement>(`[data-action="${action}"]`);
    if (!button) return false;
    button.click();
    return true;
  }

  /** The element of a row that takes the focus. */
  private stop(index: number): HTMLElement | null {
    return this.list.element(index)?.querySelector<HTMLElement>('[data-stop]') ?? null;
  }
}

/** Makes a row focusable for the keyboard only: letters typed after a click on a row are not for the row. */
function focusUntilBlur(stop: HTMLElement): void {
  const leave = () => {
    // The window lost the focus, not the row.
    if (document.activeElement === stop) return;
    stop.removeEventListener('blur', leave);
    stop.removeAttribute('tabindex');
  };
  stop.tabIndex = -1;
  stop.addEventListener('blur', leave);
  stop.focus({ preventScroll: true });
}
