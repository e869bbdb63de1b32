import { Component, computed, inject, resource } from '@angular/core';
import { Session } from '../auth/session.ts';
import { DeleteAccount } from './delete-account.ts';
import { EmailForm } from './email-form.ts';
import { SecondFactorApi } from './security/second-factor-api.ts';
import { UsernameForm } from './username-form.ts';

/** The user name and the address of the reader's account, and its deletion. */
@Component({
  selector: 'parley-account-page',
  imports: [DeleteAccount, EmailForm, UsernameForm],
  template: `
    <parley-username-form />
    @if (!session.isGuest()) {
      <parley-email-form [hasPassword]="hasPassword()" />
    }
    <parley-delete-account [hasPassword]="hasPassword()" />
  `,
  styles: `
    parley-email-form,
    parley-delete-account {
      margin-top: 2rem;
      padding-top: 1.75rem;
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
  `,
})
export class AccountPage {
  protected readonly session = inject(Session);
  private readonly secondFactor = inject(SecondFactorApi);
  private readonly factors = resource({
    params: () => (this.session.isGuest() ? undefined : true),
    loader: () => this.secondFactor.factors(),
  });
  /** Guests have none, and people who came through a provider neither. Until it is known, as for nearly everybody. */
  protected readonly hasPassword = computed(
    () => !this.session.isGuest() && (!this.factors.hasValue() || this.factors.value().password),
  );
}
