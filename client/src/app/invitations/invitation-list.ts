import { Component, computed, inject } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import type { Invitation } from '@api/auth/invitations/invitations.dto.ts';
import { Texts } from '../i18n/texts.ts';
import { Dates } from '../ui/dates.ts';
import { ListAction, ListActionOutcome } from '../ui/feedback/list-action.ts';
import { ListEnd } from '../ui/feedback/list-end.ts';
import { LoadFailure } from '../ui/feedback/load-failure.ts';
import { Icon } from '../ui/icon.ts';
import { InertClosedMenu } from '../ui/inert-closed-menu.ts';
import { pagedList } from '../ui/paged-list.ts';
import { InvitationsApi } from './invitations-api.ts';

/** Of those who came, as many are named in a row. */
const MAX_NAMED = 5;

/** Who is invited to the server, and who has come: by the reader or, for administrators, by anybody. */
@Component({
  selector: 'parley-invitation-list',
  imports: [Icon, InertClosedMenu, ListActionOutcome, ListEnd, LoadFailure, MatIconButton, MatMenuModule],
  template: `
    <parley-list-action-outcome [action]="action" />
    @if (list.error()) {
      <parley-load-failure [error]="list.error()" (retry)="list.reload()" />
    } @else if (list.loaded() && rows().length === 0) {
      <p class="small">{{ t('invitations.none') }}</p>
    } @else {
      <ul [attr.aria-busy]="list.busy()" [attr.aria-label]="t('invitations.title')">
        @for (row of rows(); track row.invitation.id) {
          <li>
            <parley-icon [name]="row.invitation.link ? 'link' : 'mail'" />
            <span class="words">
              <span class="name">
                <span dir="auto">{{ row.name }}</span>
                <span class="chip" [class.strong]="row.invitation.state === 'open'">{{ t(row.state) }}</span>
                @if (row.invitation.role === 'guest') {
                  <span class="chip">{{ t('role.guest') }}</span>
                }
              </span>
              @for (line of row.lines; track line) {
                <small dir="auto">{{ line }}</small>
              }
            </span>
            @if (row.isWaiting) {
              <button
                matIconButton
                type="button"
                [matMenuTriggerFor]="menu"
                [matMenuTriggerData]="{ row }"
                [attr.aria-label]="t('invitations.actions', { name: row.name })"
              >
                <parley-icon name="more" />
              </button>
            }
          </li>
        }
      </ul>
      <parley-list-end [list]="list" />
    }
    <mat-menu #menu="matMenu">
      <ng-template matMenuContent let-row="row">
        @if (!row.invitation.link) {
          <button mat-menu-item (click)="resend(row.invitation)">
            <span class="item"><parley-icon name="mail" />{{ t('invitations.resend') }}</span>
          </button>
        }
        <button mat-menu-item (click)="revoke(row.invitation.id, row.name)">
          <span class="item"><parley-icon name="close" />{{ t('invitations.revoke') }}</span>
        </button>
      </ng-template>
    </mat-menu>
  `,
  styleUrl: './invitation-list.scss',
})
export class InvitationList {
  private readonly invitations = inject(InvitationsApi);
  private readonly dates = inject(Dates);
  private readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  protected readonly list = pagedList(
    () => '',
    (_filter, cursor) => this.invitations.find(cursor),
  );
  protected readonly action = new ListAction();
  protected readonly rows = computed(() =>
    this.list.items().map((invitation) => ({
      invitation,
      name: invitation.email ?? this.t('invitations.link'),
      state: `invitation-state.${invitation.state}` as const,
      isWaiting: invitation.state === 'open' || invitation.state === 'expired',
      lines: [this.about(invitation), this.rooms(invitation), this.came(invitation)].filter(Boolean),
    })),
  );

  reload(): void {
    this.list.reload();
  }

  protected resend({ id, email }: Invitation): Promise<void> {
    return this.run(async () => {
      await this.invitations.resend(id);
      return this.t('invitations.resent', { email: email ?? '' });
    });
  }

  protected revoke(id: string, name: string): Promise<void> {
    return this.run(async () => {
      await this.invitations.revoke(id);
      return this.t('invitations.revoked', { name });
    });
  }

  private about({ invitedBy, expiresAt, usesLeft, link }: Invitation): string {
    const by = this.t('invitations.about', {
      name: invitedBy?.displayName ?? this.t('invitations.nobody'),
      time: this.dates.moment(expiresAt),
    });
    return link && usesLeft !== null ? `${by} · ${this.texts.count('invitations.uses-left', usesLeft)}` : by;
  }

  private rooms({ rooms }: Invitation): string {
    return rooms.length ? this.t('invitations.rooms', { rooms: rooms.map(({ name }) => name).join(', ') }) : '';
  }

  private came({ acceptedBy }: Invitation): string {
    if (acceptedBy.length === 0) return '';
    const people = acceptedBy.slice(0, MAX_NAMED).map(({ displayName }) => displayName);
    const more = acceptedBy.length - people.length;
    return this.t('invitations.came', { people: people.join(', ') }) + (more > 0 ? ` +${more}` : '');
  }

  private async run(action: () => Promise<string>): Promise<void> {
    await this.action.run(async () => {
      const words = await action();
      this.action.announce(words);
      this.list.reload();
    });
  }
}
