import { Component, computed, inject, input, resource, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { InvitationPreview } from '@api/auth/invitations/invitations.dto.ts';
import { Api } from '../../api/api.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Submission } from '../../ui/submission.ts';
import { Session } from '../session.ts';
import { AccountForm } from './account-form.ts';
import { type FieldError, validateDisplayName, validatePassword } from './account-validation.ts';
import { AuthFrame } from './auth-frame.ts';
import { FormProblems } from './form-problems.ts';
import { goToSecondStep } from './second-step.ts';

/** Where the link of an invitation leads: a name and a password, and the person is in. */
@Component({
  selector: 'parley-invited-page',
  imports: [AccountForm, AuthFrame, RouterLink, TextField],
  template: `
    @if (invitation.hasValue()) {
      @let found = invitation.value();
      <parley-auth-frame
        [heading]="t('invited.title', { server: found.serverName || 'Parley' })"
        [intro]="t('invited.intro', { name: found.invitedBy.displayName })"
      >
        <parley-account-form
          [action]="'register.action'"
          [busyAction]="'register.busy'"
          [busy]="busy()"
          [problem]="fields.ofForm()"
          (submitted)="register(found)"
        >
          <p>
            {{ t('field.email-label') }}: <bdi>{{ found.email }}</bdi>
          </p>
          <parley-text-field
            autocomplete="name"
            [label]="t('guest.name')"
            [problem]="fields.of('displayName')"
            [(value)]="displayName"
          />
          <parley-text-field
            type="password"
            autocomplete="new-password"
            [label]="t('field.password')"
            [hint]="t('register.password-hint')"
            [problem]="fields.of('password')"
            [(value)]="password"
          />
        </parley-account-form>
      </parley-auth-frame>
    } @else if (invitation.error()) {
      <parley-auth-frame [heading]="t('invited.not-valid')" [intro]="problems.of(invitation.error())">
        <p class="other">
          <a routerLink="/sign-in">{{ t('sign-in.action') }}</a>
        </p>
      </parley-auth-frame>
    }
  `,
  styleUrl: './auth-form.scss',
})
export class InvitedPage {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  /** Of the route. */
  readonly token = input.required<string>();

  protected readonly invitation = resource({
    params: () => this.token(),
    loader: ({ params }) => this.api.get<InvitationPreview>(`/invitations/lookup/${encodeURIComponent(params)}`),
  });
  protected readonly displayName = signal(this.session.isGuest() ? (this.session.me()?.displayName ?? '') : '');
  protected readonly password = signal('');
  private readonly submission = new Submission(() => `${this.displayName()}\n${this.password()}`);
  protected readonly busy = this.submission.busy;
  private readonly faults = computed<Record<'displayName' | 'password', FieldError | null>>(() => ({
    displayName: validateDisplayName(this.displayName()),
    password: validatePassword(this.password()),
  }));
  protected readonly fields = new FormProblems(this.faults, this.submission.failure);

  protected async register({ email }: InvitationPreview): Promise<void> {
    if (!this.fields.check()) return;
    await this.submission.run(async () => {
      const account = { displayName: this.displayName().trim(), email, password: this.password() };
      await this.session
        .registerInvited({ ...account, invitation: this.token() })
        .then((how) => this.enter(how))
        .catch(async (error: unknown) => {
          if (!(await goToSecondStep(this.router, error, undefined, this.session.isGuest()))) throw error;
        });
    });
  }

  /** A guest could read less than a member: the page is loaded anew. */
  private async enter(how: 'begin' | 'become'): Promise<void> {
    if (how === 'become') location.assign('/rooms');
    else await this.router.navigateByUrl('/rooms', { replaceUrl: true });
  }
}
