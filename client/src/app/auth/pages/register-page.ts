import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { usernameFrom } from '@api/shared/derived-username.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Texts } from '../../i18n/texts.ts';
import { Submission } from '../../ui/submission.ts';
import { AccountForm } from './account-form.ts';
import { AuthFrame } from './auth-frame.ts';
import { EnteredName } from '../entered-name.ts';
import { safeNext } from '../guards.ts';
import {
  type FieldError,
  validateDisplayName,
  validateEmail,
  validatePassword,
  validateUsername,
} from './account-validation.ts';
import { FormProblems } from './form-problems.ts';
import { ServerInfo } from '../server-info.ts';
import { Session } from '../session.ts';

type Field = 'displayName' | 'username' | 'email' | 'password';

@Component({
  selector: 'parley-register-page',
  imports: [AccountForm, AuthFrame, RouterLink, TextField],
  templateUrl: './register-page.html',
  styleUrl: './auth-form.scss',
})
export class RegisterPage {
  protected readonly session = inject(Session);
  private readonly router = inject(Router);
  protected readonly t = inject(Texts).t;
  protected readonly server = inject(ServerInfo);

  readonly next = input<string>();

  protected readonly intro = computed(() => {
    if (this.server.isEmpty()) return 'setup.intro';
    if (this.session.isGuest()) return 'register.intro-guest';
    return this.server.current()?.mailCaught ? 'register.intro-caught' : 'register.intro';
  });
  protected readonly back = computed(() => safeNext(this.next()));
  /** Starts with a guest's own name, which may be changed. */
  protected readonly displayName = this.session.isGuest()
    ? signal(this.session.me()?.displayName ?? '')
    : inject(EnteredName).value;
  /** What the reader wrote; null while the name suggests it. */
  private readonly chosenUsername = signal(this.session.isGuest() ? (this.session.me()?.username ?? '') : null);
  protected readonly username = computed(() => this.chosenUsername() ?? this.suggestedUsername());
  private readonly suggestedUsername = computed(() =>
    this.displayName().trim() ? usernameFrom(this.displayName(), this.server.current()?.limits.usernameMax) : '',
  );
  protected readonly email = signal('');
  protected readonly domainsHint = computed(() =>
    this.server.domains().length ? this.t('register.domains', { domains: this.server.domains().join(', ') }) : '',
  );
  protected readonly password = signal('');
  private readonly submission = new Submission(
    () => `${this.displayName()}\n${this.username()}\n${this.email()}\n${this.password()}`,
  );
  protected readonly busy = this.submission.busy;

  private readonly faults = computed<Record<Field, FieldError | null>>(() => ({
    displayName: validateDisplayName(this.displayName()),
    username:
      this.chosenUsername() === null
        ? null
        : validateUsername(this.username(), this.server.current()?.limits.usernameMax),
    email: validateEmail(this.email().trim()),
    password: validatePassword(this.password()),
  }));
  protected readonly problems = new FormProblems<Field>(this.faults, this.submission.failure, {
    username_taken: 'username',
  });

  protected chooseUsername(username: string): void {
    // An emptied field goes back to the suggestion.
    this.chosenUsername.set(username || null);
  }

  protected async register(): Promise<void> {
    if (!this.problems.check()) return;
    const email = this.email().trim();
    await this.submission.run(async () => {
      const displayName = this.displayName().trim();
      const username = this.chosenUsername();
      const names = username === null ? { displayName } : { displayName, username };
      await this.session.register({ ...names, email, password: this.password() });
      await this.router.navigate(['/verify'], { queryParams: { email, next: this.next() } });
      this.displayName.set('');
    });
  }
}
