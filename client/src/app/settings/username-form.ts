import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ProblemTexts } from '../api/problem-texts.ts';
import { validateUsername } from '../auth/pages/account-validation.ts';
import { ServerInfo } from '../auth/server-info.ts';
import { Session } from '../auth/session.ts';
import { Texts } from '../i18n/texts.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { Icon } from '../ui/icon.ts';
import { Submission } from '../ui/submission.ts';
import { OwnAccountApi } from './own-account-api.ts';

/** Changes the reader's user name. */
@Component({
  selector: 'parley-username-form',
  imports: [Icon, MatButton, TextField],
  template: `
    <section>
      <h2>{{ t('field.username') }}</h2>
      <p class="lead">{{ t('account.username-text') }}</p>
      <form novalidate (submit)="change($event)">
        <parley-text-field
          autocomplete="username"
          [label]="t('field.username')"
          [problem]="problem()"
          [(value)]="username"
        />
        @if (formProblem(); as text) {
          <p class="problem" role="alert">{{ text }}</p>
        }
        <div class="done">
          <button matButton="filled" type="submit" [disabled]="busy() || !changed()" disabledInteractive>
            {{ t(busy() ? 'settings.saving' : 'account.username-action') }}
          </button>
          <span class="saved" role="status">
            @if (done() && !changed()) {
              <parley-icon name="check" />{{ t('account.username-done') }}
            }
          </span>
        </div>
      </form>
    </section>
  `,
  styleUrl: '../ui/page-form.scss',
})
export class UsernameForm {
  private readonly account = inject(OwnAccountApi);
  private readonly session = inject(Session);
  private readonly server = inject(ServerInfo);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  private readonly present = computed(() => this.session.me()?.username ?? '');
  protected readonly username = linkedSignal(this.present);
  protected readonly changed = computed(() => this.username().trim() !== this.present());
  protected readonly done = signal(false);
  private readonly submission = new Submission(this.username);
  protected readonly busy = this.submission.busy;
  private readonly fault = computed(() =>
    validateUsername(this.username().trim(), this.server.current()?.limits.usernameMax),
  );
  protected readonly problem = computed(() => {
    const fault = this.changed() ? this.fault() : null;
    return fault ? this.t(fault.key, fault.params) : this.problems.ofField(this.submission.failure(), 'username');
  });
  protected readonly formProblem = computed(() => {
    const failure = this.submission.failure();
    return failure && !this.problem() ? this.problems.of(failure) : null;
  });

  protected async change(event: Event): Promise<void> {
    event.preventDefault();
    this.done.set(false);
    if (!this.changed() || this.fault()) return;
    await this.submission.run(async () => {
      await this.account.update({ username: this.username().trim() });
      this.done.set(true);
    });
  }
}
