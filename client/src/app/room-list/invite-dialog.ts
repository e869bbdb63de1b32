import { Clipboard } from '@angular/cdk/clipboard';
import { Component, computed, inject, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { MatTooltip } from '@angular/material/tooltip';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { isLoopback, ServerInfo } from '../auth/server-info.ts';
import { Session } from '../auth/session.ts';
import { Texts } from '../i18n/texts.ts';
import { Icon } from '../ui/icon.ts';
import { QrCode } from '../ui/qr-code.ts';

/** Time for which a copied link is confirmed. */
const COPIED_HINT_MS = 2000;

/** Hands on the link by which others join a room or, without one, create their account. */
@Component({
  selector: 'parley-invite-dialog',
  imports: [Icon, MatButton, MatDialogModule, MatIconButton, MatTooltip, QrCode],
  templateUrl: './invite-dialog.html',
  styleUrl: './invite-dialog.scss',
})
export class InviteDialog {
  private readonly clipboard = inject(Clipboard);
  private readonly session = inject(Session);
  protected readonly server = inject(ServerInfo);
  protected readonly t = inject(Texts).t;
  protected readonly isCopied = signal(false);

  /** Null for the server itself. */
  protected readonly room = inject<Room | null>(MAT_DIALOG_DATA, { optional: true });
  protected readonly path = this.room ? `/join/${this.room.code}` : '/register';
  /** Rooms take guests, and people with an account, where no new accounts are made. */
  protected readonly canInvite = computed(() => this.room !== null || this.server.isOpen());
  protected readonly text = computed(() => {
    if (!this.room) return this.t('invite.text');
    return this.t(this.room.passwordProtected ? 'invite.room-password' : 'invite.room-text');
  });
  protected readonly url = computed(() => `${this.server.shareOrigin()}${this.path}`);
  protected readonly isLocal = computed(() => isLoopback(new URL(this.url()).hostname));
  /** The address of this machine in its network, which the world outside does not know. */
  protected readonly isOfNetwork = computed(() => /^http:\/\/(\d|\[)/.test(this.url()) && !this.isLocal());
  protected readonly isMailCaught = computed(
    () => this.session.me()?.role === 'admin' && this.server.current()?.mailCaught === true,
  );
  protected readonly mail = computed(() => {
    const { room } = this;
    const subject = room ? this.t('invite.room-subject', { room: room.name }) : this.t('invite.subject');
    const body = this.t(room ? 'invite.room-body' : 'invite.body', { url: this.url(), room: room?.name ?? '' });
    return `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
  });

  protected copy(): void {
    if (!this.clipboard.copy(this.url())) return;
    this.isCopied.set(true);
    setTimeout(() => this.isCopied.set(false), COPIED_HINT_MS);
  }
}
