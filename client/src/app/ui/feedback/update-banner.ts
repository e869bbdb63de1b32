import { Component, DestroyRef, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { SwUpdate } from '@angular/service-worker';
import { Icon } from '../icon.ts';
import { Texts } from '../../i18n/texts.ts';

/** Between two checks for a newer version; a page may stay open for days. */
const CHECK_INTERVAL_MS = 30 * 60_000;

/** Offers to reload when the server has a newer version. Nothing is reloaded without a click, so no draft is lost. */
@Component({
  selector: 'parley-update-banner',
  imports: [Icon, MatButton],
  host: { '[class.shown]': 'ready()' },
  template: `
    <div role="status">
      @if (ready()) {
        <p class="news">
          <parley-icon name="refresh" />
          <span>{{ t('update.ready') }}</span>
          <button matButton type="button" (click)="reload()">{{ t('update.reload') }}</button>
        </p>
      }
    </div>
  `,
  styleUrl: './banner.scss',
})
export class UpdateBanner {
  private readonly updates = inject(SwUpdate, { optional: true });
  protected readonly t = inject(Texts).t;
  protected readonly ready = signal(false);

  constructor() {
    const updates = this.updates;
    if (!updates?.isEnabled) return;
    updates.versionUpdates.pipe(takeUntilDestroyed()).subscribe(({ type }) => {
      if (type === 'VERSION_READY') this.ready.set(true);
    });
    // Files of the running version are gone from both the server and the cache.
    updates.unrecoverable.pipe(takeUntilDestroyed()).subscribe(() => this.ready.set(true));
    const timer = setInterval(() => void updates.checkForUpdate().catch(() => undefined), CHECK_INTERVAL_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  protected reload(): void {
    location.reload();
  }
}
