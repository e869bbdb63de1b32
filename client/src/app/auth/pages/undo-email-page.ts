import { Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { Submission } from '../../ui/submission.ts';
import { Session } from '../session.ts';
import { AccountForm } from './account-form.ts';
import { AuthFrame } from './auth-frame.ts';
import { takeLinkToken } from './link-token.ts';

/** Takes a change of address back by the mailed link. */
@Component({
  selector: 'parley-undo-email-page',
  imports: [AccountForm, AuthFrame, RouterLink],
  template: `
    <parley-auth-frame [heading]="t('undo-email.title')" [intro]="token && !done() ? t('undo-email.intro') : ''">
      @if (done()) {
        <p role="status">{{ t('undo-email.done') }}</p>
      } @else if (token) {
        <parley-account-form
          [action]="'undo-email.action'"
          [busyAction]="'undo-email.busy'"
          [busy]="busy()"
          [problem]="problem()"
          (submitted)="undo()"
        />
      } @else {
        <p class="notice" role="alert">{{ t('undo-email.no-token') }}</p>
      }
      <p class="other">
        <a routerLink="/sign-in">{{ t('verify.back') }}</a>
      </p>
    </parley-auth-frame>
  `,
  styleUrl: './auth-form.scss',
})
export class UndoEmailPage {
  private readonly session = inject(Session);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  protected readonly token = takeLinkToken('/undo-email');
  protected readonly done = signal(false);
  private readonly submission = new Submission();
  protected readonly busy = this.submission.busy;
  protected readonly problem = computed(() => {
    const failure = this.submission.failure();
    return failure ? this.problems.of(failure) : null;
  });

  protected async undo(): Promise<void> {
    const { token } = this;
    if (!token) return;
    await this.submission.run(async () => {
      await this.session.undoEmailChange({ token });
      this.done.set(true);
    });
  }
}
