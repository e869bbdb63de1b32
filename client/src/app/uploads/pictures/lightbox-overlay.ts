import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { Attachment } from '@api/timeline/message.dto.ts';
import { Texts } from '../../i18n/texts.ts';
import type { LightboxData } from './lightbox-data.ts';

/** Opens pictures in a lightbox, which is loaded on first use. */
@Injectable({ providedIn: 'root' })
export class LightboxOverlay {
  private readonly dialog = inject(MatDialog);
  private readonly texts = inject(Texts);

  open(pictures: readonly Attachment[], at: number, by: string): void {
    void import('./lightbox.ts').then(({ Lightbox }) =>
      this.dialog.open(Lightbox, {
        data: { pictures, at, by } satisfies LightboxData,
        ariaLabel: this.texts.t('file.images'),
        panelClass: 'parley-lightbox',
        maxWidth: '100vw',
        width: '100vw',
        height: '100dvh',
        autoFocus: 'dialog',
      }),
    );
  }
}
