import type { ComponentType } from '@angular/cdk/portal';
import { inject, Injectable, Injector } from '@angular/core';
import { MatDialog, type MatDialogConfig, type MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { firstValueFrom } from 'rxjs';
import { Texts } from '../i18n/texts.ts';
import { TypeAhead } from '../ui/keyboard/type-ahead.ts';
import { SwitcherDialog } from './switcher/switcher-dialog.ts';

/** Opens the dialogs that create or join a room, and then the room. Dialogs are loaded on first use. */
@Injectable({ providedIn: 'root' })
export class RoomDialogs {
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  private readonly typeAhead = inject(TypeAhead);
  private readonly injector = inject(Injector);
  private readonly t = inject(Texts).t;

  async newRoom(): Promise<void> {
    await this.enter(() => import('./new-room-dialog.ts').then((m) => m.NewRoomDialog));
  }

  async join(): Promise<void> {
    await this.enter(() => import('../rooms/joining/join-room-dialog.ts').then((m) => m.JoinRoomDialog));
  }

  async browse(): Promise<void> {
    await this.enter(() => import('../rooms/joining/browse-rooms-dialog.ts').then((m) => m.BrowseRoomsDialog));
  }

  /** Resolves when people were invited to the server. @param room to hand on the link of, instead */
  async invite(room?: Room): Promise<void> {
    if (room?.code) {
      const { InviteDialog } = await import('./invite-dialog.ts');
      this.dialog.open(InviteDialog, { data: room, width: '28rem' });
      return;
    }
    const { InvitePeopleDialog } = await this.typeAhead.load(() => import('../invitations/invite-people-dialog.ts'));
    await firstValueFrom(this.dialog.open(InvitePeopleDialog, { width: '32rem' }).afterClosed());
  }

  async newChat(): Promise<void> {
    await this.enter(() => import('./new-chat-dialog.ts').then((m) => m.NewChatDialog));
  }

  /** The id of a section that is made now; undefined when the dialog is left. */
  async newSection(): Promise<string | undefined> {
    const { SectionDialog } = await this.typeAhead.load(() => import('./sections/section-dialog.ts'));
    const opened = this.dialog.open<unknown, unknown, string>(SectionDialog, { data: null, width: '28rem' });
    return firstValueFrom(opened.afterClosed());
  }

  async readEverything(): Promise<void> {
    const { ReadEverything } = await this.typeAhead.load(() => import('./read-everything.ts'));
    await this.injector.get(ReadEverything).ask();
  }

  /**
   * Opens the switcher at once, loaded with the list: a letter typed right after the shortcut belongs to its field.
   * @param openId the open room, which is offered last
   */
  async openSwitcher(openId: string | null): Promise<void> {
    const where = { position: { top: '12dvh' }, ariaLabel: this.t('shortcut.switcher') };
    const switcher = this.open(SwitcherDialog, { data: openId, ...where });
    switcher.componentRef?.changeDetectorRef.detectChanges();
    switcher.componentInstance.focus();
    await this.enterChosenRoom(switcher);
  }

  async settings(room: Room): Promise<void> {
    const { RoomSettingsDialog } = await this.typeAhead.load(() => import('../rooms/room-settings-dialog.ts'));
    this.dialog.open(RoomSettingsDialog, { data: room, width: '30rem' });
  }

  async convert(room: Room): Promise<void> {
    const { ConvertDialog } = await this.typeAhead.load(() => import('../rooms/convert-dialog.ts'));
    this.dialog.open(ConvertDialog, { data: room, width: '30rem' });
  }

  /** The programs that write into a room. */
  async connections(room: Room): Promise<void> {
    const { ConnectionsDialog } = await this.typeAhead.load(() => import('../rooms/connections/connections-dialog.ts'));
    this.dialog.open(ConnectionsDialog, { data: room, width: '36rem' });
  }

  private async enter<T>(load: () => Promise<ComponentType<T>>): Promise<void> {
    await this.enterChosenRoom(this.open(await this.typeAhead.load(load)));
  }

  private open<T>(dialog: ComponentType<T>, more: MatDialogConfig = {}): MatDialogRef<T, Room> {
    return this.dialog.open<T, unknown, Room>(dialog, { width: '30rem', ...more });
  }

  private async enterChosenRoom<T>(opened: MatDialogRef<T, Room>): Promise<void> {
    const room = await firstValueFrom(opened.afterClosed());
    if (room) await this.router.navigate(['/rooms', room.id]);
  }
}
