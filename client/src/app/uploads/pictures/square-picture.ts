import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { limits } from '@api/shared/limits.ts';
import { firstValueFrom } from 'rxjs';
import { AvatarDialog } from './avatar-dialog.ts';

/** A square picture; why there is none; neither when the user has cancelled. */
interface SquareChoice {
  square?: File;
  problem?: 'file_damaged' | 'file_too_large';
}

/** Lets the user cut a square out of a picture: for avatars and the server's logo. */
@Injectable({ providedIn: 'root' })
export class SquarePicture {
  private readonly dialog = inject(MatDialog);

  async cutFrom(file: File): Promise<SquareChoice> {
    const picture = await createImageBitmap(file).catch(() => null);
    if (!picture) return { problem: 'file_damaged' };
    const dialog = this.dialog.open<AvatarDialog, ImageBitmap, File>(AvatarDialog, { data: picture });
    const square = await firstValueFrom(dialog.afterClosed());
    if (square && square.size > limits.avatar) return { problem: 'file_too_large' };
    return { square };
  }
}
