import { Injectable, signal } from '@angular/core';

/** Whether somebody is looking: the tab is on the screen and has the focus. */
@Injectable({ providedIn: 'root' })
export class PageFocus {
  private readonly state = signal(looking());
  readonly isFocused = this.state.asReadonly();

  constructor() {
    const look = () => this.state.set(looking());
    document.addEventListener('visibilitychange', look);
    window.addEventListener('focus', look);
    window.addEventListener('blur', look);
  }
}

const looking = () => document.visibilityState === 'visible' && document.hasFocus();
