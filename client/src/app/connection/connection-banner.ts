import { Component, computed, debounced, DestroyRef, effect, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ChatSocket } from './chat-socket.ts';
import { Icon } from '../ui/icon.ts';
import { Texts } from '../i18n/texts.ts';

/** How long one is told that all is well again, in milliseconds. */
const READABLE = 2500;

/** Says when what is on the screen may be old, and when that will be mended. Silent about blinks of a second. */
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
  /** What the device itself says. */
  protected readonly online = signal(navigator.onLine);
  private readonly now = signal(Date.now());
  private readonly settled = debounced(() => this.socket.phase(), 800);

  /** While trying again and again it keeps saying "lost": a banner that flickers says less. */
  private readonly trouble = computed(() => {
    const phase = this.settled.value();
    return this.socket.phase() === 'live' || phase === 'off' || phase === 'live' ? null : phase;
  });
  private readonly mended = signal(false);
  protected readonly shown = computed(() => this.trouble() ?? (this.mended() ? 'live' : null));
  protected readonly countdown = computed(() => {
    const left = Math.max(0, Math.ceil(((this.socket.retryAt() ?? this.now()) - this.now()) / 1000));
    return this.t('connection.retry-in', { seconds: left });
  });

  constructor() {
    const look = () => this.online.set(navigator.onLine);
    window.addEventListener('online', look);
    window.addEventListener('offline', look);
    inject(DestroyRef).onDestroy(() => {
      window.removeEventListener('online', look);
      window.removeEventListener('offline', look);
    });
    let missing = false;
    effect((onCleanup) => {
      // Whoever was told that something is missing is told when nothing is any more.
      const ends = missing && this.trouble() === null && this.socket.phase() === 'live';
      missing = !ends && (missing || this.trouble() === 'waiting' || this.trouble() === 'catching-up');
      this.mended.set(ends);
      const timer = setTimeout(() => this.mended.set(false), READABLE);
      onCleanup(() => clearTimeout(timer));
    });
    effect((onCleanup) => {
      if (this.socket.retryAt() === null) return;
      this.now.set(Date.now());
      const clock = setInterval(() => this.now.set(Date.now()), 500);
      onCleanup(() => clearInterval(clock));
    });
  }
}
