import { Component, computed, inject, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { validatePassword } from '../../auth/pages/account-validation.ts';
import { Session } from '../../auth/session.ts';
import { Icon } from '../../ui/icon.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Texts } from '../../i18n/texts.ts';
import { Submission } from '../../ui/submission.ts';
import { OwnAccountApi } from '../own-account-api.ts';

@Component({
  selector: 'parley-password-form',
  imports: [Icon, MatButton, TextField],
  template: `
    <section>
      <h2>{{ t('password.title') }}</h2>
      <p class="lead">{{ t('password.text') }}</p>
      <form novalidate (submit)="change($event)">
        <!-- Tells password managers which account it is. -->
        <input
          class="visually-hidden"
          autocomplete="username"
          tabindex="-1"
          aria-hidden="true"
          readonly
          [value]="name()"
        />
        <parley-text-field
          type="password"
          autocomplete="current-password"
          [label]="t('password.current')"
          [problem]="currentProblem()"
          [(value)]="current"
        />
        <parley-text-field
          type="password"
          autocomplete="new-password"
          [label]="t('password.new')"
          [hint]="t('register.password-hint')"
          [problem]="newProblem()"
          [(value)]="next"
        />
        @if (formProblem(); as text) {
          <p class="problem" role="alert">{{ text }}</p>
        }
        <div class="done">
          <button matButton="filled" type="submit" [disabled]="busy()" disabledInteractive>
            {{ t(busy() ? 'settings.saving' : 'password.action') }}
          </button>
          <span class="saved" role="status">
            @if (done()) {
              <parley-icon name="check" />{{ t('password.done') }}
            }
          </span>
        </div>
      </form>
    </section>
  `,
  styleUrl: '../../ui/page-form.scss',
})
export class PasswordForm {
  private readonly account = inject(OwnAccountApi);
  private readonly session = inject(Session);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  readonly changed = output();

  protected readonly name = computed(() => this.session.me()?.username ?? '');
  protected readonly current = signal('');
  protected readonly next = signal('');
  protected readonly tried = signal(false);
  protected readonly done = signal(false);
  private readonly submission = new Submission(() => `${this.current()}\n${this.next()}`);
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;
  private readonly fault = computed(() => validatePassword(this.next()));
  protected readonly currentProblem = computed(() =>
    this.tried() && !this.current()
      ? this.t('field.required')
      : this.problems.ofField(this.failure(), 'currentPassword'),
  );
  protected readonly newProblem = computed(() => {
    const fault = this.fault();
    if (this.tried() && fault) return this.t(fault.key, fault.params);
    return this.problems.ofField(this.failure(), 'newPassword');
  });
  protected readonly formProblem = computed(() =>
    this.failure() && !this.currentProblem() && !this.newProblem() ? this.problems.of(this.failure()) : null,
  );

  protected async change(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    this.done.set(false);
    if (!this.current() || this.fault()) return;
    await this.submission.run(async () => {
      await this.account.changePassword({ currentPassword: this.current(), newPassword: this.next() });
      this.current.set('');
      this.next.set('');
      this.tried.set(false);
      this.done.set(true);
      this.changed.emit();
    });
  }
}
