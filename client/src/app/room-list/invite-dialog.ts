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

/** Hands on the link by which others join a room. */
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

  protected readonly room = inject<Room>(MAT_DIALOG_DATA);
  protected readonly path = `/join/${this.room.code}`;
  protected readonly url = computed(() => `${this.server.shareOrigin()}${this.path}`);
  protected readonly isLocal = computed(() => isLoopback(new URL(this.url()).hostname));
  /** The address of this machine in its network, which the world outside does not know. */
  protected readonly isOfNetwork = computed(() => /^http:\/\/(\d|\[)/.test(this.url()) && !this.isLocal());
  protected readonly isMailCaught = computed(
    () => this.session.me()?.role === 'admin' && this.server.current()?.mailCaught === true,
  );
  protected readonly mail = computed(() => {
    const { name: room } = this.room;
    const subject = this.t('invite.room-subject', { room });
    const body = this.t('invite.room-body', { url: this.url(), room });
    return `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
  });

  protected copy(): void {
    if (!this.clipboard.copy(this.url())) return;
    this.isCopied.set(true);
    setTimeout(() => this.isCopied.set(false), COPIED_HINT_MS);
  }
}
