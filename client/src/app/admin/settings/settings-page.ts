import { Component, computed, inject, linkedSignal, resource, signal, viewChildren } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Settings } from '@api/settings/settings.dto.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { ServerInfo } from '../../auth/server-info.ts';
import { Texts } from '../../i18n/texts.ts';
import { askBeforeUnload, type FormPage } from '../../settings/unsaved-text.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { Submission } from '../../ui/submission.ts';
import { ServerAdminApi } from '../server/server-admin-api.ts';
import { ServerLogo } from './server-logo.ts';
import { SettingsAdminApi } from './settings-admin-api.ts';
import { SETTINGS_GROUPS } from './settings-fields.ts';
import { SettingsGroupForm } from './settings-group-form.ts';

/** The settings of the server, in groups that are saved one by one. */
@Component({
  selector: 'parley-settings-page',
  imports: [LoadFailure, MatButton, ServerLogo, SettingsGroupForm, SkeletonRows],
  template: `
    <header>
      <h2>{{ t('admin.settings') }}</h2>
      <p>{{ t('setting.text') }}</p>
    </header>
    @if (shown(); as settings) {
      @for (group of groups; track group.id) {
        <section>
          <h3 [id]="'group-' + group.id">{{ t(titleOf(group.id)) }}</h3>
          <p class="lead">{{ t(textOf(group.id)) }}</p>
          @if (group.id === 'identity') {
            <parley-server-logo [url]="settings.logoUrl" (saved)="take($event)" />
          }
          <parley-settings-group-form [group]="group" [settings]="settings" (saved)="take($event)" />
          @if (group.id === 'mail') {
            <div class="done">
              <button matButton="tonal" type="button" [disabled]="busy()" disabledInteractive (click)="sendTestMail()">
                {{ t('health.test-mail') }}
              </button>
              <span class="saved" role="status">{{ announcement() }}</span>
            </div>
            @if (failure()) {
              <p class="problem" role="alert">{{ problems.of(failure()) }}</p>
            }
          }
        </section>
      }
    } @else if (answer.error()) {
      <parley-load-failure [error]="answer.error()" (retry)="answer.reload()" />
    } @else {
      <parley-skeleton-rows />
    }
  `,
  styleUrls: ['../../ui/page-form.scss', './settings-page.scss'],
})
export class SettingsPage implements FormPage {
  private readonly api = inject(SettingsAdminApi);
  private readonly server = inject(ServerAdminApi);
  private readonly info = inject(ServerInfo);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  protected readonly groups = SETTINGS_GROUPS;
  protected readonly titleOf = (id: (typeof SETTINGS_GROUPS)[number]['id']) => `setting.group.${id}` as const;
  protected readonly textOf = (id: (typeof SETTINGS_GROUPS)[number]['id']) => `setting.group-text.${id}` as const;
  protected readonly answer = resource({ loader: () => this.api.show() });
  protected readonly shown = linkedSignal(() => (this.answer.hasValue() ? this.answer.value() : undefined));
  private readonly forms = viewChildren(SettingsGroupForm);
  readonly changed = computed(() => this.forms().some((form) => form.changed()));
  private readonly submission = new Submission();
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;
  protected readonly announcement = signal('');

  constructor() {
    askBeforeUnload(this);
  }

  protected take(settings: Settings): void {
    this.shown.set(settings);
    this.info.reload();
  }

  protected async sendTestMail(): Promise<void> {
    await this.submission.run(async () => {
      this.announcement.set('');
      const { recipient } = await this.server.sendTestMail();
      this.announcement.set(this.t('health.test-sent', { email: recipient }));
    });
  }
}
