import { Directive, inject, Injectable } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';

/** Keys that move the focus from control to control. */
const MOVING_KEYS: readonly string[] = ['Tab', 'F6', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];

@Injectable({ providedIn: 'root' })
class LastKey {
  private key = '';
  readonly moves = (): boolean => MOVING_KEYS.includes(this.key);

  constructor() {
    document.addEventListener('keydown', ({ key }) => (this.key = key), { capture: true });
  }
}

/**
 * A tooltip for the pointer, and for the focus that was moved by a key. Focus that returns to a button when its dialog
 * closes shows none, which would stay until the focus moves on; nor does a button that was just pressed.
 */
@Directive({ selector: '[matTooltip]', host: { '(click)': 'hide(0)' } })
export class Tooltip extends MatTooltip {
  private readonly lastKey = inject(LastKey);

  /** @param origin where the pointer is; absent when the button got the focus */
  override show(delay?: number, origin?: { x: number; y: number }): void {
    if (origin || this.lastKey.moves()) super.show(delay, origin);
  }
}
