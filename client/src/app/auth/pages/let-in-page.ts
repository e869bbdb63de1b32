import { Component, computed, inject } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { Submission } from '../../ui/submission.ts';
import { Session } from '../session.ts';
import { AccountForm } from './account-form.ts';
import { AuthFrame } from './auth-frame.ts';
import { takeLinkToken } from './link-token.ts';

/**
 * Signs in by a link of the operator, after a press of a button: what opens links to look at them does not use it up.
 */
@Component({
  selector: 'parley-let-in-page',
  imports: [AccountForm, AuthFrame, RouterLink],
  template: `
    <parley-auth-frame [heading]="t('let-in.title')" [intro]="token ? t('let-in.intro') : ''">
      @if (token) {
        <parley-account-form
          [action]="'let-in.action'"
          [busyAction]="'let-in.busy'"
          [busy]="busy()"
          [problem]="problem()"
          (submitted)="signIn()"
        />
      } @else {
        <p class="notice" role="alert">{{ t('let-in.no-token') }}</p>
      }
      <p class="other">
        <a routerLink="/sign-in">{{ t('verify.back') }}</a>
      </p>
    </parley-auth-frame>
  `,
  styleUrl: './auth-form.scss',
})
export class LetInPage {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  protected readonly token = takeLinkToken('/let-in');
  private readonly submission = new Submission();
  protected readonly busy = this.submission.busy;
  protected readonly problem = computed(() => {
    const failure = this.submission.failure();
    return failure ? this.problems.of(failure) : null;
  });

  /** Those who were locked out set up a way in first. */
  protected async signIn(): Promise<void> {
    const { token } = this;
    if (!token) return;
    await this.submission.run(async () => {
      await this.session.letIn({ token });
      await this.router.navigateByUrl('/settings/security');
    });
  }
}
