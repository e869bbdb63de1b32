import type { ComponentType } from '@angular/cdk/portal';
import { inject, Injectable } from '@angular/core';
import { MatDialog, type MatDialogConfig, type MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { firstValueFrom } from 'rxjs';
import { Texts } from '../i18n/texts.ts';
import { SwitcherDialog } from './switcher-dialog.ts';

/** The ways into a room. Each ends in the room, or where one was. Forms are loaded when first asked for. */
@Injectable({ providedIn: 'root' })
export class RoomDialogs {
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  private readonly t = inject(Texts).t;

  async newRoom(): Promise<void> {
    await this.enter((await import('./new-room-dialog.ts')).NewRoomDialog);
  }

  async join(): Promise<void> {
    await this.enter((await import('../rooms/joining/join-room-dialog.ts')).JoinRoomDialog);
  }

  async browse(): Promise<void> {
    await this.enter((await import('../rooms/joining/browse-rooms-dialog.ts')).BrowseRoomsDialog);
  }

  async newChat(): Promise<void> {
    await this.enter((await import('./new-chat-dialog.ts')).NewChatDialog);
  }

  /**
   * Not loaded when asked for but with the list, and drawn at once: a letter typed right after the key belongs here.
   * @param openId the room one is in, which is offered last
   */
  async openSwitcher(openId: string | null): Promise<void> {
    const where = { position: { top: '12dvh' }, ariaLabel: this.t('shortcut.switcher') };
    const switcher = this.open(SwitcherDialog, { data: openId, ...where });
    switcher.componentRef?.changeDetectorRef.detectChanges();
    switcher.componentInstance.focus();
    await this.enterChosenRoom(switcher);
  }

  async settings(room: Room): Promise<void> {
    const { RoomSettingsDialog } = await import('../rooms/room-settings-dialog.ts');
    this.dialog.open(RoomSettingsDialog, { data: room, width: '30rem' });
  }

  private async enter<T>(dialog: ComponentType<T>): Promise<void> {
    await this.enterChosenRoom(this.open(dialog));
  }

  private open<T>(dialog: ComponentType<T>, more: MatDialogConfig = {}): MatDialogRef<T, Room> {
    return this.dialog.open<T, unknown, Room>(dialog, { width: '30rem', ...more });
  }

  private async enterChosenRoom<T>(opened: MatDialogRef<T, Room>): Promise<void> {
    const room = await firstValueFrom(opened.afterClosed());
    if (room) await this.router.navigate(['/rooms', room.id]);
  }
}
