import { Component, inject } from '@angular/core';
import { Icon } from '../../ui/icon.ts';
import { Texts } from '../../i18n/texts.ts';
import { ServerInfo } from '../server-info.ts';

/** Links to the mailbox of a server that catches all mail it sends. */
@Component({
  selector: 'parley-mailbox-link',
  imports: [Icon],
  template: `
    @if (server.mailbox(); as mailbox) {
      <a [href]="mailbox" target="_blank" rel="noopener"><parley-icon name="mail" /> {{ t('verify.mailbox') }}</a>
    } @else if (server.current()?.mailCaught) {
      <p>{{ t('verify.caught') }}</p>
    }
  `,
  styles: `
    p {
      font-size: 0.875rem;
      text-wrap: pretty;
      color: var(--mat-sys-on-surface-variant);
    }
    a {
      display: flex;
      align-items: center;
      gap: 0.625rem;
      padding: 0.75rem 0.875rem;
      font-size: 0.875rem;
      color: var(--mat-sys-on-secondary-container);
      text-decoration: none;
      background: var(--mat-sys-secondary-container);
      border-radius: var(--parley-radius);
      &:hover {
        text-decoration: underline;
      }
    }
  `,
})
export class MailboxLink {
  protected readonly server = inject(ServerInfo);
  protected readonly t = inject(Texts).t;
}
