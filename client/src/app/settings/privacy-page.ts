import { Component, inject, signal } from '@angular/core';
import type { Preferences } from '@api/users/users.dto.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Session } from '../auth/session.ts';
import { BlockedPeople } from './blocked-people.ts';
import { SwitchField } from '../ui/fields/switch-field.ts';
import { Texts } from '../i18n/texts.ts';
import { PreferencesStore } from '../users/preferences-store.ts';

/** What others see of the reader, and what the reader sees of them. */
@Component({
  selector: 'parley-privacy-page',
  imports: [BlockedPeople, SwitchField],
  template: `
    <section>
      <h2>{{ t('settings.privacy') }}</h2>
      @if (failure()) {
        <p class="problem" role="alert">{{ problems.of(failure()) }}</p>
      }
      <parley-switch-field
        [label]="t('privacy.receipts')"
        [hint]="t('privacy.receipts-hint')"
        [on]="preferences.current().readReceipts !== false"
        (toggled)="update({ readReceipts: $event })"
      />
      <parley-switch-field
        [label]="t('privacy.hide-presence')"
        [hint]="t('privacy.hide-presence-hint')"
        [on]="preferences.current().hidePresence === true"
        (toggled)="update({ hidePresence: $event })"
      />
      @if (!isGuest()) {
        <parley-switch-field
          [label]="t('privacy.time-zone')"
          [hint]="t('privacy.time-zone-hint')"
          [on]="preferences.current().shareTimeZone !== false"
          (toggled)="update({ shareTimeZone: $event })"
        />
      }
      <parley-switch-field
        [label]="t('privacy.paused')"
        [hint]="t('privacy.paused-hint')"
        [on]="preferences.current().sharePaused !== false"
        (toggled)="update({ sharePaused: $event })"
      />
      <parley-switch-field
        [label]="t('privacy.hide-notices')"
        [hint]="t('privacy.hide-notices-hint')"
        [on]="preferences.current().hideNotices === true"
        (toggled)="update({ hideNotices: $event })"
      />
      <parley-blocked-people />
    </section>
  `,
  styleUrl: '../ui/page-form.scss',
})
export class PrivacyPage {
  protected readonly preferences = inject(PreferencesStore);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly isGuest = inject(Session).isGuest;
  protected readonly failure = signal<unknown>(null);

  protected async update(patch: Preferences): Promise<void> {
    this.failure.set(null);
    try {
      await this.preferences.update(patch);
    } catch (error) {
      this.failure.set(error);
    }
  }
}
