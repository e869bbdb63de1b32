import { Component, computed, DestroyRef, effect, inject, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { AddressCheck } from './address-check.ts';
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
        @case ('refused') {
          <p class="offline">
            <parley-icon name="warning" />
            <span
              >{{ t('address.elsewhere', { url: elsewhere() }) }} <a [href]="target()">{{ t('address.open') }}</a></span
            >
          </p>
        }
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
  private readonly addressCheck = inject(AddressCheck);
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
  /** The right address, when the server refuses connections from that of this page; else empty. */
  protected readonly elsewhere = computed(() => this.addressCheck.openAt() ?? '');
  protected readonly target = computed(() => `${this.elsewhere()}${location.pathname}${location.search}`);
  protected readonly shown = computed(() => {
    const trouble = this.trouble();
    if (trouble && trouble !== 'catching-up' && this.elsewhere()) return 'refused';
    return trouble ?? (this.isRecovered() ? 'live' : null);
  });
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
    effect(() => {
      if (this.trouble() === 'waiting') untracked(() => this.addressCheck.ask());
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
