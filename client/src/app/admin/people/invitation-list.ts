import { Component, computed, inject } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatMenuModule } from '@angular/material/menu';
import type { Invitation } from '@api/auth/invitations/invitations.dto.ts';
import { Texts } from '../../i18n/texts.ts';
import { Dates } from '../../ui/dates.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { ListEnd } from '../../ui/feedback/list-end.ts';
import { Icon } from '../../ui/icon.ts';
import { InertClosedMenu } from '../../ui/inert-closed-menu.ts';
import { pagedList } from '../../ui/paged-list.ts';
import { ListAction, ListActionOutcome } from '../list-action.ts';
import { InvitationsApi } from './invitations-api.ts';
import { LinkDialog, type ShownOnce } from './link-dialog.ts';

/** Who is invited to have an account, and what became of it. */
@Component({
  selector: 'parley-invitation-list',
  imports: [Icon, InertClosedMenu, ListActionOutcome, ListEnd, LoadFailure, MatIconButton, MatMenuModule],
  template: `
    <parley-list-action-outcome [action]="action" />
    @if (list.error()) {
      <parley-load-failure [error]="list.error()" (retry)="list.reload()" />
    } @else if (list.loaded() && rows().length === 0) {
      <p class="small">{{ t('admin.invitations-none') }}</p>
    } @else {
      <ul [attr.aria-busy]="list.busy()" [attr.aria-label]="t('admin.invitations')">
        @for (row of rows(); track row.invitation.id) {
          <li>
            <span class="words">
              <span class="name">
                <span dir="auto">{{ row.invitation.email }}</span>
                <span class="chip" [class.strong]="row.invitation.state === 'open'">{{ t(row.state) }}</span>
              </span>
              <small dir="auto">{{ row.about }}</small>
            </span>
            @if (row.isWaiting) {
              <button
                matIconButton
                type="button"
                [matMenuTriggerFor]="menu"
                [matMenuTriggerData]="{ invitation: row.invitation }"
                [attr.aria-label]="t('admin.invitation-actions', { email: row.invitation.email })"
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
      <ng-template matMenuContent let-invitation="invitation">
        <button mat-menu-item (click)="resend(invitation)">
          <span class="item"><parley-icon name="mail" />{{ t('admin.invitation-resend') }}</span>
        </button>
        <button mat-menu-item (click)="revoke(invitation)">
          <span class="item"><parley-icon name="close" />{{ t('admin.invitation-revoke') }}</span>
        </button>
      </ng-template>
    </mat-menu>
  `,
  styleUrls: ['../../ui/page-form.scss', '../rows.scss'],
})
export class InvitationList {
  private readonly invitations = inject(InvitationsApi);
  private readonly dialog = inject(MatDialog);
  private readonly dates = inject(Dates);
  protected readonly t = inject(Texts).t;

  protected readonly list = pagedList(
    () => '',
    (_filter, cursor) => this.invitations.find(cursor),
  );
  protected readonly action = new ListAction();
  protected readonly rows = computed(() =>
    this.list.items().map((invitation) => ({
      invitation,
      state: `admin.invitation-state.${invitation.state}` as const,
      isWaiting: invitation.state === 'open' || invitation.state === 'expired',
      about: this.t('admin.invitation-about', {
        name: invitation.invitedBy?.displayName ?? '',
        time: this.dates.moment(invitation.expiresAt),
      }),
    })),
  );

  reload(): void {
    this.list.reload();
  }

  protected resend({ id, email }: Invitation): Promise<void> {
    return this.run(async () => {
      const { url, expiresAt } = await this.invitations.resend(id);
      const data: ShownOnce = { name: email, link: url, until: expiresAt, email };
      this.dialog.open(LinkDialog, { data, width: '30rem' });
    });
  }

  protected revoke({ id, email }: Invitation): Promise<void> {
    return this.run(async () => {
      await this.invitations.revoke(id);
      this.action.announce(this.t('admin.invitation-revoked', { email }));
    });
  }

  private async run(action: () => Promise<void>): Promise<void> {
    await this.action.run(async () => {
      await action();
      this.list.reload();
    });
  }
}
