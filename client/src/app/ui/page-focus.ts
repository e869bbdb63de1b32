import { Injectable, signal } from '@angular/core';

/** Whether the tab is visible and has the focus. */
@Injectable({ providedIn: 'root' })
export class PageFocus {
  private readonly state = signal(hasFocus());
  readonly isFocused = this.state.asReadonly();

  constructor() {
    const update = () => this.state.set(hasFocus());
    document.addEventListener('visibilitychange', update);
    window.addEventListener('focus', update);
    window.addEventListener('blur', update);
  }
}

const hasFocus = () => document.visibilityState === 'visible' && document.hasFocus();
