import { Component, computed, inject, input, resource, viewChild } from '@angular/core';
import { IdentityList } from './identity-list.ts';
import { PasswordForm } from './password-form.ts';
import { SecondFactor } from './second-factor.ts';
import { SecondFactorApi } from './second-factor-api.ts';
import { SessionList } from './session-list.ts';
import { TokenList } from './token-list.ts';

@Component({
  selector: 'parley-security-page',
  imports: [IdentityList, PasswordForm, SecondFactor, SessionList, TokenList],
  template: `
    @if (hasPassword()) {
      <parley-password-form (changed)="sessions().reload()" />
    }
    <parley-identity-list [problemCode]="problem()" [provider]="provider()" />
    <parley-second-factor />
    <parley-token-list />
    <parley-session-list />
  `,
  styles: `
    parley-password-form ~ parley-identity-list.shown,
    parley-identity-list.shown ~ parley-second-factor,
    parley-password-form ~ parley-second-factor,
    parley-token-list.shown,
    parley-session-list {
      margin-top: 2rem;
      padding-top: 1.75rem;
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
  `,
})
export class SecurityPage {
  private readonly factors = inject(SecondFactorApi);
  /** From the address, after a way to a provider. */
  readonly problem = input<string>();
  readonly provider = input<string>();
  private readonly own = resource({ loader: () => this.factors.factors() });
  /** Until it is known, as for nearly everybody. */
  protected readonly hasPassword = computed(() => !this.own.hasValue() || this.own.value().password);
  protected readonly sessions = viewChild.required(SessionList);
}
