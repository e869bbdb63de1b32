import { Component, computed, DestroyRef, effect, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ChatSocket } from './chat-socket.ts';
import { debounced } from '../ui/debounced.ts';
import { Icon } from '../ui/icon.ts';
import { Texts } from '../i18n/texts.ts';

/** How long the banner shows that the page is up to date again. */
const RECOVERED_SHOWN_MS = 2500;
/** Interruptions shorter than this are not shown. */
const PHASE_DEBOUNCE_MS = 800;
const COUNTDOWN_TICK_MS = 500;

/**
 * Shows that the screen may be out of date, and when the next attempt to connect is. Hides interruptions of a second.
 */
@Component({
  selector: 'parley-connection-banner',
  imports: [Icon, MatButton],
  host: { '[class.shown]': 'shown() !== null' },
  template: `
    <div role="status" aria-live="polite">
      @switch (shown()) {
        @case ('waiting') {
          <p class="offline">
            <parley-icon name="warning" />
            @if (online()) {
              <span
                >{{ t('connection.lost') }} <span aria-hidden="true">{{ countdown() }}</span></span
              >
            } @else {
              <span>{{ t('connection.offline') }}</span>
            }
            <button matButton type="button" (click)="socket.retryNow()">{{ t('retry-now') }}</button>
          </p>
        }
        @case ('connecting') {
          <p><parley-icon name="refresh" /> {{ t('connection.connecting') }}</p>
        }
        @case ('catching-up') {
          <p><parley-icon name="refresh" /> {{ t('connection.catching-up') }}</p>
        }
        @case ('live') {
          <p class="news"><parley-icon name="check" /> {{ t('connection.up-to-date') }}</p>
        }
      }
    </div>
  `,
  styleUrl: '../ui/feedback/banner.scss',
})
export class ConnectionBanner {
  protected readonly socket = inject(ChatSocket);
  protected readonly t = inject(Texts).t;
  /** What the browser itself reports. */
  protected readonly online = signal(navigator.onLine);
  private readonly now = signal(Date.now());
  private readonly debouncedPhase = debounced(() => this.socket.phase(), PHASE_DEBOUNCE_MS);

  /** Stays "lost" while attempts follow each other, so that the banner does not flicker. */
  private readonly trouble = computed(() => {
    const phase = this.debouncedPhase();
    return this.socket.phase() === 'live' || phase === 'off' || phase === 'live' ? null : phase;
  });
  private readonly isRecovered = signal(false);
  protected readonly shown = computed(() => this.trouble() ?? (this.isRecovered() ? 'live' : null));
  protected readonly countdown = computed(() => {
    const left = Math.max(0, Math.ceil(((this.socket.retryAt() ?? this.now()) - this.now()) / 1000));
    return this.t('connection.retry-in', { seconds: left });
  });

  constructor() {
    const update = () => this.online.set(navigator.onLine);
    window.addEventListener('online', update);
    window.addEventListener('offline', update);
    inject(DestroyRef).onDestroy(() => {
      window.removeEventListener('online', update);
      window.removeEventListener('offline', update);
    });
    let wasShown = false;
    effect((onCleanup) => {
      // Shown only to a reader who saw the banner before.
      const hasEnded = wasShown && this.trouble() === null && this.socket.phase() === 'live';
      wasShown = !hasEnded && (wasShown || this.trouble() === 'waiting' || this.trouble() === 'catching-up');
      this.isRecovered.set(hasEnded);
      const timer = setTimeout(() => this.isRecovered.set(false), RECOVERED_SHOWN_MS);
      onCleanup(() => clearTimeout(timer));
    });
    effect((onCleanup) => {
      if (this.socket.retryAt() === null) return;
      this.now.set(Date.now());
      const clock = setInterval(() => this.now.set(Date.now()), COUNTDOWN_TICK_MS);
      onCleanup(() => clearInterval(clock));
    });
  }
}
