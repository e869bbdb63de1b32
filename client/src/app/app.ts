import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterOutlet } from '@angular/router';
import { AccentColor } from './auth/accent-color.ts';
import { Session } from './auth/session.ts';
import { EmptyState } from './ui/feedback/empty-state.ts';
import { Texts } from './i18n/texts.ts';

/** The root component: shows a start screen until it is known whether there is a session. */
@Component({
  selector: 'parley-root',
  imports: [EmptyState, MatButton, RouterOutlet],
  template: `
    @switch (session.phase()) {
      @case ('starting') {
        <div class="start" role="status" [attr.aria-label]="t('loading')">
          <img src="logo.svg" alt="" width="56" height="56" />
        </div>
      }
      @case ('unreachable') {
        <main class="start">
          <parley-empty-state icon="warning" [heading]="t('start.unreachable')" [text]="t('start.unreachable-text')">
            <button matButton="filled" (click)="session.resume()">{{ t('retry-now') }}</button>
          </parley-empty-state>
        </main>
      }
    }
    <router-outlet />
  `,
  styles: `
    :host {
      display: block;
      height: 100dvh;
    }
    .start {
      position: fixed;
      inset: 0;
      display: grid;
      place-items: center;
    }
    img {
      animation: breathe 1.6s ease-in-out infinite alternate;
    }
    @keyframes breathe {
      from {
        opacity: 0.35;
      }
    }
  `,
})
export class App {
  protected readonly session = inject(Session);
  protected readonly t = inject(Texts).t;

  constructor() {
    inject(AccentColor);
  }
}
