import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { TypeAhead } from '../ui/keyboard/type-ahead.ts';

/** Opens the reported messages of a room. The dialog is loaded on first use. */
@Injectable({ providedIn: 'root' })
export class RoomReports {
  private readonly dialog = inject(MatDialog);
  private readonly typeAhead = inject(TypeAhead);

  async open(room: Room): Promise<void> {
    const { RoomReportsDialog } = await this.typeAhead.load(() => import('./room-reports-dialog.ts'));
    this.dialog.open(RoomReportsDialog, { data: room, width: '40rem' });
  }
}
