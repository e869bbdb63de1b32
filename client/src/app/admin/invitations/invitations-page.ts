import { Component, inject, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ServerInfo } from '../../auth/server-info.ts';
import { Texts } from '../../i18n/texts.ts';
import { InvitationList } from '../../invitations/invitation-list.ts';
import { RoomDialogs } from '../../room-list/room-dialogs.ts';
import { Icon } from '../../ui/icon.ts';

/** Who is invited to the server, and who has come: for moderators their own invitations, for administrators all. */
@Component({
  selector: 'parley-invitations-page',
  imports: [Icon, InvitationList, MatButton],
  template: `
    <section>
      <h2>{{ t('invitations.title') }}</h2>
      <p class="lead">{{ t('invitations.text') }}</p>
      @if (server.mayInvite()) {
        <div class="done">
          <button matButton="tonal" type="button" (click)="invite()">
            <span class="item"><parley-icon name="mail" /> {{ t('invite.title') }}</span>
          </button>
        </div>
      } @else if (server.current()) {
        <p>{{ t(server.isInviter() ? 'invite.closed' : 'invite.not-allowed') }}</p>
      }
      <parley-invitation-list />
    </section>
  `,
  styleUrls: ['../../ui/page-form.scss', '../rows.scss'],
})
export class InvitationsPage {
  private readonly dialogs = inject(RoomDialogs);
  protected readonly server = inject(ServerInfo);
  protected readonly t = inject(Texts).t;
  private readonly list = viewChild.required(InvitationList);

  protected async invite(): Promise<void> {
    await this.dialogs.invite();
    this.list().reload();
  }
}
