import { Component, computed, inject, input } from '@angular/core';
import type { TotpSetup } from '@api/auth/second-factor/second-factor.dto.ts';
import { Texts } from '../../i18n/texts.ts';
import { QrCode } from '../../ui/qr-code.ts';

/** The secret for an authenticator app: to scan, to type, and on a phone to open. */
@Component({
  selector: 'parley-totp-secret',
  imports: [QrCode],
  template: `
    <p>{{ t('totp.scan') }}</p>
    <parley-qr-code [text]="setup().uri" [label]="t('totp.qr-label')" />
    <p>
      {{ t('totp.secret') }}
      <code dir="ltr">{{ secret() }}</code>
    </p>
    <a [href]="setup().uri">{{ t('totp.open-app') }}</a>
  `,
  styles: `
    :host {
      display: contents;
    }
    p {
      margin: 0;
    }
    parley-qr-code {
      align-self: center;
    }
    a {
      align-self: flex-start;
      display: flex;
      align-items: center;
      min-height: 2.75rem;
    }
    @media (pointer: fine) {
      a {
        display: none;
      }
    }
    code {
      display: block;
      margin-top: 0.25rem;
      font-size: 1rem;
      overflow-wrap: anywhere;
      user-select: all;
    }
  `,
})
export class TotpSecret {
  protected readonly t = inject(Texts).t;
  readonly setup = input.required<TotpSetup>();

  /** In groups, as people read it off; apps take it with blanks. */
  protected readonly secret = computed(() => this.setup().secret.replace(/.{4}(?=.)/g, '$& '));
}
