import { Component, viewChild } from '@angular/core';
import { PasswordForm } from './password-form.ts';
import { SecondFactor } from './second-factor.ts';
import { SessionList } from './session-list.ts';

@Component({
  selector: 'parley-security-page',
  imports: [PasswordForm, SecondFactor, SessionList],
  template: `
    <parley-password-form (changed)="sessions().reload()" />
    <parley-second-factor />
    <parley-session-list />
  `,
  styles: `
    parley-second-factor,
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
