import { afterNextRender, computed, type Injector, signal } from '@angular/core';
import { rowAfter, type VisibleRange } from './list-keys.ts';

/** Where the arrows mean something else. */
const OWN_KEYS_SELECTOR = 'input, textarea, select, pre, audio, .table, [role="slider"], [role="menu"]';
const BUTTON_KEYS: Record<string, string> = { Enter: 'menu', ContextMenu: 'menu', '+': 'react' };

/** The list through which the keys go. */
export interface NavigableList {
  visibleRange(): VisibleRange;
  keyOf(index: number): string | null;
  element(index: number): HTMLElement | null;
  bringIntoView(index: number): void;
  /** @returns whether the letter means something for this row */
  runLetter(letter: string, index: number): boolean;
  leave(): void;
  /** Less than 0 for none. */
  indexOf(key: string): number;
  /** Takes the focus itself, for as long as no row can. */
  focusList(): void;
}

/** Of all rows one has the focus: the arrows lead on from it, and it stays in the page wherever one scrolls. */
export class RowKeyboardNav {
  /** Of the row that has it. */
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
    // Between two rows the list itself has the focus.
    const here = row ? Number(row.dataset['index']) : this.index();
    if (this.move(key, here) || (here !== null && this.handleRowKey(key, here, target))) event.preventDefault();
  }

  /** Who goes elsewhere takes the focus along. */
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
    // The row that has it may go with the rendering that brings the next one.
    this.list.focusList();
    afterNextRender(() => this.focusDrawnRow(index, key), { injector: this.injector });
  }

  /** A row that was not on the screen exists with the next rendering; by then one may have gone elsewhere. */
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
    // Where a menu of the row leaves the focus, its letters mean the row, too.
    return (onRow || target.closest('.actions') !== null) && this.list.runLetter(key.toLowerCase(), here);
  }

  private clickButton(action: string | undefined, index: number): boolean {
    const button = action && this.list.element(index)?.querySelector<HTMLElement>(`[data-action="${action}"]`);
    if (!button) return false;
    button.click();
    return true;
  }

  /** What takes the focus in a row. */
  private stop(index: number): HTMLElement | null {
    return this.list.element(index)?.querySelector<HTMLElement>('[data-stop]') ?? null;
  }
}

/** A row takes the focus from the keys only: who clicks on one and types on does not mean its letters. */
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
