import { Component, computed, inject, input } from '@angular/core';
import type { Invitations, InvitationWithLink } from '@api/auth/invitations/invitations.dto.ts';
import { isLoopback, ServerInfo } from '../auth/server-info.ts';
import { Session } from '../auth/session.ts';
import { Texts } from '../i18n/texts.ts';
import { Dates } from '../ui/dates.ts';
import { QrCode } from '../ui/qr-code.ts';
import { ShownLink } from '../ui/shown-link.ts';

/** Who was mailed and who was not, and why; or the link that was made, which is shown once. */
@Component({
  selector: 'parley-invitation-outcome',
  imports: [QrCode, ShownLink],
  template: `
    <div class="body" role="status">
      @if (link(); as made) {
        <p>{{ t('invite.link-made', { time: dates.moment(made.invitation.expiresAt) }) }}</p>
        <parley-qr-code [text]="url()" [label]="t('invite.qr')" />
        <parley-shown-link [url]="url()" [label]="t('invitations.link')" />
        @if (isLocal()) {
          <p class="aside">{{ t('invite.local') }}</p>
        }
      }
      @if (mailed(); as outcome) {
        @if (outcome.items.length > 0) {
          <p>{{ texts.count('invite.mailed', outcome.items.length) }}</p>
          @if (isMailCaught()) {
            <p class="aside">{{ t('invite.mail-caught') }}</p>
          }
          <ul>
            @for (invitation of outcome.items; track invitation.id) {
              <li>
                <bdi>{{ invitation.email }}</bdi>
                @if (invitation.url) {
                  <parley-shown-link [url]="invitation.url" [label]="invitation.email ?? ''" />
                }
              </li>
            }
          </ul>
        }
        @if (outcome.refused.length > 0) {
          <p>
            <strong>{{ t('invite.refused') }}</strong>
          </p>
          <ul>
            @for (each of outcome.refused; track each.email) {
              <li>
                <bdi>{{ each.email }}</bdi> {{ t(reasonKey(each.reason)) }}
              </li>
            }
          </ul>
        }
      }
    </div>
  `,
  styleUrl: '../rooms/dialog-form.scss',
  styles: `
    parley-qr-code {
      align-self: center;
    }
    ul {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 0.5rem;
      margin: 0;
      padding: 0;
      list-style: none;
      overflow-wrap: anywhere;
    }
  `,
})
export class InvitationOutcome {
  private readonly server = inject(ServerInfo);
  private readonly session = inject(Session);
  protected readonly dates = inject(Dates);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  readonly mailed = input<Invitations | null>(null);
  readonly link = input<InvitationWithLink | null>(null);

  protected readonly reasonKey = (reason: Invitations['refused'][number]['reason']) =>
    `invite-reason.${reason}` as const;
  /** At the address that others can open, where the server has none of its own. */
  protected readonly url = computed(() => {
    const made = this.link();
    if (!made) return '';
    const { origin, hostname, pathname } = new URL(made.url);
    return `${isLoopback(hostname) ? this.server.shareOrigin() : origin}${pathname}`;
  });
  protected readonly isLocal = computed(() => this.link() !== null && isLoopback(new URL(this.url()).hostname));
  protected readonly isMailCaught = computed(
    () => this.session.me()?.role === 'admin' && this.server.current()?.mailCaught === true,
  );
}
