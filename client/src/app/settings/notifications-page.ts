import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Preferences as Wishes, QuietHours } from '@api/users/users.dto.ts';
import { Session } from '../auth/session.ts';
import { NotificationSound } from '../notifications/notification-sound.ts';
import { BrowserNotifications } from '../notifications/browser-notifications.ts';
import { Dates } from '../ui/dates.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { SwitchField } from '../ui/fields/switch-field.ts';
import { Texts } from '../i18n/texts.ts';
import { type Pause, PAUSES } from '../users/notification-pauses.ts';
import { PreferencesStore } from '../users/preferences-store.ts';

const NIGHT = { from: '22:00', to: '07:00' };

/** When and how one is told that one is called. How much a single room may ring stands in its details. */
@Component({
  selector: 'parley-notifications-page',
  imports: [Icon, MatButton, SwitchField],
  templateUrl: './notifications-page.html',
  styleUrls: ['../ui/page-form.scss', './notifications-page.scss'],
})
export class NotificationsPage {
  private readonly bell = inject(NotificationSound);
  protected readonly session = inject(Session);
  protected readonly popUps = inject(BrowserNotifications);
  protected readonly preferences = inject(PreferencesStore);
  protected readonly problems = inject(ProblemTexts);
  protected readonly dates = inject(Dates);
  protected readonly t = inject(Texts).t;

  protected readonly pauses = PAUSES;
  protected readonly pauseKey = (pause: Pause) => `pause.${pause}` as const;
  protected readonly permissionKey = computed(() => `notify.${this.popUps.permission()}` as const);
  protected readonly quiet = computed(() => this.preferences.current().quietHours ?? null);
  protected readonly failure = signal<unknown>(null);

  protected tryIt(): Promise<void> {
    if (this.preferences.current().sounds !== false) void this.bell.play();
    return this.popUps.show({ title: 'Parley', body: this.t('notify.tried'), path: '/rooms', tag: 'try' });
  }

  protected async useSounds(sounds: boolean): Promise<void> {
    if (sounds) void this.bell.play();
    await this.wish({ sounds });
  }

  protected useQuiet(on: boolean): Promise<void> {
    return on ? this.setQuiet({}) : this.wish({ quietHours: null });
  }

  /** An emptied field is no time: what was set stays. */
  protected async setQuiet(change: Partial<QuietHours>): Promise<void> {
    if (Object.values(change).includes('')) return;
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    await this.wish({ quietHours: { ...NIGHT, ...this.quiet(), ...change, timeZone } });
  }

  protected pause(pause: Pause | null): Promise<void> {
    return this.go(() => this.preferences.pause(pause));
  }

  protected wish(wish: Wishes): Promise<void> {
    return this.go(() => this.preferences.update(wish));
  }

  private async go(act: () => Promise<void>): Promise<void> {
    this.failure.set(null);
    try {
      await act();
    } catch (error) {
      this.failure.set(error);
    }
  }
}
