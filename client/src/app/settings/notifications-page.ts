import { Component, computed, inject, signal } from '@angular/core';
import { MatAnchor, MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { Preferences, QuietHours } from '@api/users/users.dto.ts';
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
import { KeywordsForm } from './keywords-form.ts';
import { PushSection } from './push-section.ts';

/** Quiet hours as they are first switched on. */
const DEFAULT_QUIET_HOURS = { from: '22:00', to: '07:00' };

/** When and how notifications are shown. What each room notifies of stands on a page of its own. */
@Component({
  selector: 'parley-notifications-page',
  imports: [Icon, KeywordsForm, MatAnchor, MatButton, PushSection, RouterLink, SwitchField],
  templateUrl: './notifications-page.html',
  styleUrls: ['../ui/page-form.scss', './notifications-page.scss'],
})
export class NotificationsPage {
  private readonly sound = inject(NotificationSound);
  protected readonly session = inject(Session);
  protected readonly browser = inject(BrowserNotifications);
  protected readonly preferences = inject(PreferencesStore);
  protected readonly problems = inject(ProblemTexts);
  protected readonly dates = inject(Dates);
  protected readonly t = inject(Texts).t;

  protected readonly pauses = PAUSES;
  protected readonly pauseKey = (pause: Pause) => `pause.${pause}` as const;
  protected readonly permissionKey = computed(() => `notify.${this.browser.permission()}` as const);
  protected readonly quietHours = computed(() => this.preferences.current().quietHours ?? null);
  protected readonly failure = signal<unknown>(null);

  protected showSample(): Promise<void> {
    if (this.preferences.current().sounds !== false) void this.sound.play();
    return this.browser.show({ title: 'Parley', body: this.t('notify.tried'), path: '/rooms', tag: 'try' });
  }

  protected async useSounds(sounds: boolean): Promise<void> {
    if (sounds) void this.sound.play();
    await this.update({ sounds });
  }

  protected useQuiet(on: boolean): Promise<void> {
    return on ? this.setQuiet({}) : this.update({ quietHours: null });
  }

  /** Ignores an emptied field: the hours stay as they were. */
  protected async setQuiet(change: Partial<QuietHours>): Promise<void> {
    if (Object.values(change).includes('')) return;
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    await this.update({ quietHours: { ...DEFAULT_QUIET_HOURS, ...this.quietHours(), ...change, timeZone } });
  }

  protected pause(pause: Pause | null): Promise<void> {
    return this.run(() => this.preferences.pause(pause));
  }

  protected update(patch: Preferences): Promise<void> {
    return this.run(() => this.preferences.update(patch));
  }

  private async run(action: () => Promise<void>): Promise<void> {
    this.failure.set(null);
    try {
      await action();
    } catch (error) {
      this.failure.set(error);
    }
  }
}
