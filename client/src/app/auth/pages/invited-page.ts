import { Component, computed, inject, input, linkedSignal, resource, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { InvitationPreview } from '@api/auth/invitations/invitations.dto.ts';
import { Api } from '../../api/api.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Submission } from '../../ui/submission.ts';
import { Session } from '../session.ts';
import { AccountForm } from './account-form.ts';
import { type FieldError, validateDisplayName, validateEmail, validatePassword } from './account-validation.ts';
import { AuthFrame } from './auth-frame.ts';
import { FormProblems } from './form-problems.ts';
import { goToSecondStep } from './second-step.ts';

type Field = 'displayName' | 'email' | 'password';

/**
 * Where the link of an invitation leads. By a mailed one a name and a password are enough; by another one the address is
 * confirmed first. A guest needs a name alone.
 */
@Component({
  selector: 'parley-invited-page',
  imports: [AccountForm, AuthFrame, RouterLink, TextField],
  template: `
    @if (invitation.hasValue()) {
      @let found = invitation.value();
      <parley-auth-frame [heading]="t('invited.title', { server: found.serverName || 'Parley' })" [intro]="intro()">
        @if (found.rooms.length > 0) {
          <p class="notice">{{ t('invited.rooms', { rooms: roomNames() }) }}</p>
        }
        @if (isHere()) {
          <p class="other">
            <a routerLink="/rooms">{{ t('room.back') }}</a>
          </p>
        } @else {
          <parley-account-form
            [action]="isGuest() ? 'invited.enter' : 'register.action'"
            [busyAction]="isGuest() ? 'join.busy' : 'register.busy'"
            [busy]="busy()"
            [problem]="fields.ofForm()"
            (submitted)="accept(found)"
          >
            @if (found.email !== null && !isGuest()) {
              <p>
                {{ t('field.email-label') }}: <bdi>{{ found.email }}</bdi>
              </p>
            }
            <parley-text-field
              [autocomplete]="isGuest() ? 'nickname' : 'name'"
              [label]="t('guest.name')"
              [problem]="fields.of('displayName')"
              [(value)]="displayName"
            />
            @if (!isGuest()) {
              @if (found.email === null) {
                <parley-text-field
                  type="email"
                  inputMode="email"
                  autocomplete="email"
                  [label]="t('field.email-label')"
                  [problem]="fields.of('email')"
                  [(value)]="email"
                />
              }
              <parley-text-field
                type="password"
                autocomplete="new-password"
                [label]="t('field.password')"
                [hint]="t('register.password-hint')"
                [problem]="fields.of('password')"
                [(value)]="password"
              />
            }
          </parley-account-form>
          @if (!session.me()) {
            <p class="other">
              {{ t('register.have-account') }}
              <a routerLink="/sign-in">{{ t('sign-in.action') }}</a>
            </p>
          }
        }
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
  private readonly router = inject(Router);
  protected readonly session = inject(Session);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  /** Of the route. */
  readonly token = input.required<string>();

  protected readonly invitation = resource({
    params: () => this.token(),
    loader: ({ params }) => this.api.get<InvitationPreview>(`/invitations/lookup/${encodeURIComponent(params)}`),
  });
  private readonly found = computed(() => (this.invitation.hasValue() ? this.invitation.value() : null));
  protected readonly isGuest = computed(() => this.found()?.role === 'guest');
  /** A guest who is here already does not become another one. */
  protected readonly isHere = computed(() => this.isGuest() && this.session.isGuest());
  protected readonly roomNames = computed(() => (this.found()?.rooms ?? []).map(({ name }) => name).join(', '));
  protected readonly intro = computed(() => {
    const name = this.found()?.invitedBy.displayName ?? '';
    if (this.isHere()) return this.t('invited.here', { name: this.session.me()?.displayName ?? '' });
    if (this.isGuest()) return this.t('invited.intro-guest', { name });
    return this.t(this.found()?.email === null ? 'invited.intro-link' : 'invited.intro', { name });
  });

  protected readonly displayName = signal(this.session.isGuest() ? (this.session.me()?.displayName ?? '') : '');
  protected readonly email = linkedSignal(() => this.found()?.email ?? '');
  protected readonly password = signal('');
  private readonly submission = new Submission(() => `${this.displayName()}\n${this.email()}\n${this.password()}`);
  protected readonly busy = this.submission.busy;
  private readonly faults = computed<Record<Field, FieldError | null>>(() => ({
    displayName: validateDisplayName(this.displayName()),
    email: this.isGuest() ? null : validateEmail(this.email().trim()),
    password: this.isGuest() ? null : validatePassword(this.password()),
  }));
  protected readonly fields = new FormProblems<Field>(this.faults, this.submission.failure);

  protected async accept({ role }: InvitationPreview): Promise<void> {
    if (!this.fields.check()) return;
    await this.submission.run(() => (role === 'guest' ? this.enterAsGuest() : this.register()));
  }

  private async enterAsGuest(): Promise<void> {
    await this.session.enterAsGuest({ displayName: this.displayName().trim(), invitation: this.token() });
    await this.router.navigateByUrl('/rooms', { replaceUrl: true });
  }

  private async register(): Promise<void> {
    const email = this.email().trim();
    const account = { displayName: this.displayName().trim(), email, password: this.password() };
    try {
      const how = await this.session.registerInvited({ ...account, invitation: this.token() });
      if (how === 'verify') await this.router.navigate(['/verify'], { queryParams: { email } });
      // A guest could read less than a member: the page is loaded anew.
      else if (how === 'become') location.assign('/rooms');
      else await this.router.navigateByUrl('/rooms', { replaceUrl: true });
    } catch (error) {
      if (!(await goToSecondStep(this.router, error, undefined, this.session.isGuest()))) throw error;
    }
  }
}
