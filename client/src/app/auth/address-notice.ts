import { Component, computed, inject } from '@angular/core';
import { Texts } from '../i18n/texts.ts';
import { ServerInfo } from './server-info.ts';

/** Says that the server does not work at this page's address, and leads to the right one. Empty when it does. */
@Component({
  selector: 'parley-address-notice',
  template: `
    @if (server.openAt(); as url) {
      <p role="alert">
        {{ t('address.elsewhere', { url }) }} <a [href]="target()">{{ t('address.open') }}</a>
      </p>
    }
  `,
  styles: `
    p {
      padding: 0.625rem 0.875rem;
      font-size: 0.875rem;
      overflow-wrap: anywhere;
      color: var(--mat-sys-on-tertiary-container);
      background: var(--mat-sys-tertiary-container);
      border-radius: var(--parley-radius);
    }
    a {
      font-weight: 600;
      color: inherit;
    }
  `,
})
export class AddressNotice {
  protected readonly server = inject(ServerInfo);
  protected readonly t = inject(Texts).t;
  /** The same page there. */
  protected readonly target = computed(() => `${this.server.openAt() ?? ''}${location.pathname}${location.search}`);
}
