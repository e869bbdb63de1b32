import { Component, computed, inject, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule } from '@angular/material/dialog';
import type { Invitations, InvitationWithLink } from '@api/auth/invitations/invitations.dto.ts';
import { ServerInfo } from '../auth/server-info.ts';
import { Texts } from '../i18n/texts.ts';
import { Icon } from '../ui/icon.ts';
import { InvitationForm } from './invitation-form.ts';
import { InvitationList } from './invitation-list.ts';
import { InvitationOutcome } from './invitation-outcome.ts';

/** Invites people to the server, by mail or by a link, and shows who was invited. */
@Component({
  selector: 'parley-invite-people-dialog',
  imports: [Icon, InvitationForm, InvitationList, InvitationOutcome, MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ t(view() === 'list' ? 'invitations.title' : 'invite.title') }}</h2>
    <mat-dialog-content>
      @if (view() === 'list') {
        <parley-invitation-list />
      } @else if (outcome()) {
        <parley-invitation-outcome [mailed]="mailed()" [link]="link()" />
      } @else if (server.mayInvite()) {
        <parley-invitation-form (mailed)="mailed.set($event)" (made)="link.set($event)" />
      } @else if (server.current()) {
        <p>{{ t(server.isInviter() ? 'invite.closed' : 'invite.not-allowed') }}</p>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton class="other" type="button" (click)="view.set(view() === 'list' ? 'invite' : 'list')">
        <span class="item"
          ><parley-icon [name]="view() === 'list' ? 'plus' : 'list'" />
          {{ t(view() === 'list' ? 'invite.again' : 'invitations.title') }}</span
        >
      </button>
      @if (view() === 'list' || outcome() || !server.mayInvite()) {
        @if (view() === 'invite' && outcome()) {
          <button matButton type="button" (click)="again()">{{ t('invite.again') }}</button>
        }
        <button matButton="tonal" type="button" mat-dialog-close>{{ t('close') }}</button>
      } @else {
        <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
        @if (form(); as form) {
          <button matButton="filled" type="submit" form="invite-people" [disabled]="form.busy()" disabledInteractive>
            {{ t(form.way() === 'mail' ? 'invite.action' : 'invite.make-link') }}
          </button>
        }
      }
    </mat-dialog-actions>
  `,
  styles: `
    .other {
      margin-inline-end: auto;
    }
  `,
})
export class InvitePeopleDialog {
  protected readonly server = inject(ServerInfo);
  protected readonly t = inject(Texts).t;

  protected readonly view = signal<'invite' | 'list'>('invite');
  protected readonly mailed = signal<Invitations | null>(null);
  protected readonly link = signal<InvitationWithLink | null>(null);
  protected readonly outcome = computed(() => this.mailed() ?? this.link());
  protected readonly form = viewChild(InvitationForm);

  protected again(): void {
    this.mailed.set(null);
    this.link.set(null);
  }
}
