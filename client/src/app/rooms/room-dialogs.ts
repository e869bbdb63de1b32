import type { ComponentType } from '@angular/cdk/portal';
import { inject, Injectable } from '@angular/core';
import { MatDialog, type MatDialogConfig } from '@angular/material/dialog';
import { Router } from '@angular/router';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { firstValueFrom } from 'rxjs';
import { Texts } from '../ui/texts.ts';

/** The ways into a room. Each ends in the room, or where one was. Loaded when first asked for. */
@Injectable({ providedIn: 'root' })
export class RoomDialogs {
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  private readonly t = inject(Texts).t;

  async newRoom(): Promise<void> {
    await this.enter((await import('./new-room-dialog.ts')).NewRoomDialog);
  }

  async join(): Promise<void> {
    await this.enter((await import('./join-room-dialog.ts')).JoinRoomDialog);
  }

  async browse(): Promise<void> {
    await this.enter((await import('./browse-rooms-dialog.ts')).BrowseRoomsDialog);
  }

  async newChat(): Promise<void> {
    await this.enter((await import('./new-chat-dialog.ts')).NewChatDialog);
  }

  /** Fetches what a key must open without delay: what is typed meanwhile would go elsewhere. */
  async prepare(): Promise<void> {
    await import('./switcher-dialog.ts');
  }

  /** @param openId the room one is in, which is offered last */
  async switch(openId: string | null): Promise<void> {
    const { SwitcherDialog } = await import('./switcher-dialog.ts');
    await this.enter(SwitcherDialog, {
      data: openId,
      position: { top: '12dvh' },
      ariaLabel: this.t('shortcut.switcher'),
    });
  }

  async settings(room: Room): Promise<void> {
    const { RoomSettingsDialog } = await import('./room-settings-dialog.ts');
    this.dialog.open(RoomSettingsDialog, { data: room, width: '30rem', maxWidth: 'calc(100vw - 2rem)' });
  }

  private async enter<T>(dialog: ComponentType<T>, more: MatDialogConfig = {}): Promise<void> {
    const form = { width: '30rem', maxWidth: 'calc(100vw - 2rem)', ...more };
    const opened = this.dialog.open<T, unknown, Room>(dialog, form);
    const room = await firstValueFrom(opened.afterClosed());
    if (room) await this.router.navigate(['/rooms', room.id]);
  }
}
