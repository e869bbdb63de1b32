import { DestroyRef, inject, Injectable, type Signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { RoomDialogs } from '../room-list/room-dialogs.ts';
import { neighbour } from '../room-list/neighbour-room.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { focusNextRegion } from '../ui/keyboard/focus-regions.ts';
import { Shortcuts } from '../ui/keyboard/shortcuts.ts';
import { TypeAhead } from '../ui/keyboard/type-ahead.ts';
import type { ShortcutName } from '../ui/keyboard/shortcut-table.ts';

/** The keyboard shortcuts of all pages with the room list. */
@Injectable()
export class ShellShortcuts {
  private readonly shortcuts = inject(Shortcuts);
  private readonly dialogs = inject(RoomDialogs);
  private readonly dialog = inject(MatDialog);
  private readonly typeAhead = inject(TypeAhead);
  private readonly rooms = inject(RoomsStore);
  private readonly router = inject(Router);
  private readonly owner = inject(DestroyRef);

  register(roomId: Signal<string | null>): void {
    const goToNeighbour = (step: 1 | -1, onlyUnread: boolean) => () => {
      const room = neighbour(this.rooms.listed(), roomId(), step, onlyUnread);
      if (room) void this.router.navigate(['/rooms', room.id]);
    };
    this.on('switcher', () => this.dialogs.openSwitcher(roomId()));
    this.on('search', () => this.router.navigateByUrl('/search'));
    this.on('previous-room', goToNeighbour(-1, false));
    this.on('next-room', goToNeighbour(1, false));
    this.on('previous-unread', goToNeighbour(-1, true));
    this.on('next-unread', goToNeighbour(1, true));
    this.on('read-everything', () => this.dialogs.readEverything());
    this.on('next-region', () => focusNextRegion(1));
    this.on('previous-region', () => focusNextRegion(-1));
    this.on('sheet', () => this.showSheet());
  }

  private on(name: ShortcutName, action: () => unknown): void {
    this.shortcuts.on(name, action, this.owner);
  }

  private async showSheet(): Promise<void> {
    const { ShortcutSheet } = await this.typeAhead.load(() => import('../ui/keyboard/shortcut-sheet.ts'));
    this.dialog.open(ShortcutSheet, { width: '34rem' });
  }
}
