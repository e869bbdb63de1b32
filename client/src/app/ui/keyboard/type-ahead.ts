import { DestroyRef, inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';

/** How long keys wait for a dialog that is open and takes no focus. */
const MAX_WAIT_MS = 1000;
const DIALOG_SELECTOR = 'mat-dialog-container, [role="dialog"]';
/** The types of fields that take any text. */
const TEXT_TYPES: readonly string[] = ['text', 'search', 'url', 'tel', 'password'];

/** Whether a dialog is open: keys belong to it, even while nothing in it has the focus. */
export const isDialogOpen = (): boolean => document.querySelector(DIALOG_SELECTOR) !== null;

/**
 * Keeps what is typed while a dialog loads and opens: it goes to the field of the dialog that takes the focus, never to
 * the element behind it that has the focus until then.
 */
@Injectable({ providedIn: 'root' })
export class TypeAhead {
  /** Null while nothing opens. */
  private typed: string | null = null;
  private timer?: ReturnType<typeof setTimeout>;

  constructor() {
    inject(MatDialog).afterOpened.subscribe(() => this.waitForFocus());
    const listening = new AbortController();
    const options = { capture: true, signal: listening.signal };
    document.addEventListener('keydown', (event) => this.onKeydown(event), options);
    document.addEventListener('beforeinput', (event) => this.onBeforeInput(event), options);
    document.addEventListener('focusin', ({ target }) => this.onFocusin(target), options);
    inject(DestroyRef).onDestroy(() => listening.abort());
  }

  /**
   * Loads the code of a dialog that is opened right afterwards.
   * @throws what the loading throws
   */
  async load<T>(load: () => Promise<T>): Promise<T> {
    this.begin();
    try {
      const code = await load();
      this.waitForFocus();
      return code;
    } catch (error) {
      this.end();
      throw error;
    }
  }

  private begin(): void {
    clearTimeout(this.timer);
    this.typed ??= '';
  }

  private waitForFocus(): void {
    this.begin();
    this.timer = setTimeout(() => this.end(), MAX_WAIT_MS);
  }

  private end(): string {
    clearTimeout(this.timer);
    const typed = this.typed ?? '';
    this.typed = null;
    return typed;
  }

  private onKeydown(event: KeyboardEvent): void {
    if (this.typed === null || event.isComposing) return;
    const { key } = event;
    const isShortcut = (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState('AltGraph');
    const isCharacter = [...key].length === 1 && !isShortcut;
    if (!isCharacter && !['Backspace', 'Delete', 'Enter'].includes(key)) return;
    if (isCharacter) this.typed += key;
    else if (key === 'Backspace') this.typed = [...this.typed].slice(0, -1).join('');
    stop(event);
  }

  /** What comes without keys, as from an on-screen keyboard. */
  private onBeforeInput(event: InputEvent): void {
    if (this.typed === null || event.isComposing) return;
    this.typed += event.data ?? '';
    stop(event);
  }

  private onFocusin(target: EventTarget | null): void {
    if (this.typed === null || !(target instanceof Element) || !target.closest(DIALOG_SELECTOR)) return;
    const typed = this.end();
    if (!typed || !takesText(target)) return;
    target.value += typed;
    target.dispatchEvent(new InputEvent('input', { data: typed, inputType: 'insertText', bubbles: true }));
  }
}

function takesText(element: Element): element is HTMLInputElement | HTMLTextAreaElement {
  const isText = element instanceof HTMLInputElement && TEXT_TYPES.includes(element.type);
  return (isText || element instanceof HTMLTextAreaElement) && !element.readOnly && !element.disabled;
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
