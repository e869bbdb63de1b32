import { Component, viewChild } from '@angular/core';
import { PasswordForm } from './password-form.ts';
import { SecondFactor } from './second-factor.ts';
import { SessionList } from './session-list.ts';
import { TokenList } from './token-list.ts';

@Component({
  selector: 'parley-security-page',
  imports: [PasswordForm, SecondFactor, SessionList, TokenList],
  template: `
    <parley-password-form (changed)="sessions().reload()" />
    <parley-second-factor />
    <parley-token-list />
    <parley-session-list />
  `,
  styles: `
    parley-second-factor,
    parley-token-list.shown,
    parley-session-list {
      margin-top: 2rem;
      padding-top: 1.75rem;
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
  `,
})
export class SecurityPage {
  protected readonly sessions = viewChild.required(SessionList);
}
