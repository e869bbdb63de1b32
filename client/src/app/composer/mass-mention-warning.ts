import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { confirmed } from '../ui/feedback/confirm-dialog.ts';
import { Texts } from '../i18n/texts.ts';
import { mentionsEverybody, CROWD, mayMentionRoom } from './mass-mention.ts';

/** Nobody calls a crowd without meaning to. */
@Injectable({ providedIn: 'root' })
export class MassMentionWarning {
  private readonly dialog = inject(MatDialog);
  private readonly texts = inject(Texts);

  /** At once where nobody needs to be asked: what is sent must not wait for a turn. */
  isMeant(text: string, room: Room): true | Promise<boolean> {
    if (room.memberCount <= CROWD || !mentionsEverybody(text) || !mayMentionRoom(room)) return true;
    return confirmed(this.dialog, {
      title: this.texts.t('composer.call-all-title'),
      text: this.texts.count('composer.call-all-text', room.memberCount),
      action: this.texts.t('composer.call-all-action'),
      harmless: true,
    });
  }
}
