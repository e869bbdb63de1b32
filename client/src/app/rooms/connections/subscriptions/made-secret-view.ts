import { Clipboard } from '@angular/cdk/clipboard';
import { Component, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Texts } from '../../../i18n/texts.ts';

/** The secret of a subscription, which the server does not tell again. */
@Component({
  selector: 'parley-made-secret-view',
  imports: [MatButton],
  template: `
    <p>{{ t('subscriptions.secret-once', { name: name() }) }}</p>
    <code dir="ltr" [attr.aria-label]="t('subscriptions.secret')" tabindex="0">{{ secret() }}</code>
    <button matButton="filled" type="button" (click)="copy()">
      {{ t(copied() === secret() ? 'subscriptions.secret-copied' : 'subscriptions.secret-copy') }}
    </button>
    <span class="visually-hidden" role="status">{{ copied() ? t('subscriptions.secret-copied') : '' }}</span>
  `,
  styles: `
    @use '../../../ui/mixins';

    :host {
      @include mixins.shown-once;
      padding: 0.875rem;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: var(--parley-radius);
    }
  `,
})
export class MadeSecretView {
  private readonly clipboard = inject(Clipboard);
  protected readonly t = inject(Texts).t;

  readonly name = input.required<string>();
  readonly secret = input.required<string>();
  protected readonly copied = signal('');

  protected copy(): void {
    if (this.clipboard.copy(this.secret())) this.copied.set(this.secret());
  }
}
