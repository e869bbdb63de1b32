import { Component, inject } from '@angular/core';
import { Session } from '../auth/session.ts';
import { DeleteAccount } from './delete-account.ts';
import { EmailForm } from './email-form.ts';
import { UsernameForm } from './username-form.ts';

/** The user name and the address of the reader's account, and its deletion. */
@Component({
  selector: 'parley-account-page',
  imports: [DeleteAccount, EmailForm, UsernameForm],
  template: `
    <parley-username-form />
    @if (!session.isGuest()) {
      <parley-email-form />
    }
    <parley-delete-account />
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
}
