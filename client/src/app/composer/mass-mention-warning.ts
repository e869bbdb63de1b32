import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { parseMentions } from '@api/shared/mentions.ts';
import { mayMentionRoom } from '@api/shared/rooms.policy.ts';
import { confirmed } from '../ui/feedback/confirm-dialog.ts';
import { Texts } from '../i18n/texts.ts';

/** A mention of all members of a room that has more members than this is confirmed first. */
const MAX_MEMBERS_UNCONFIRMED = 20;

/** Asks before a message notifies all members of a large room. */
@Injectable({ providedIn: 'root' })
export class MassMentionWarning {
  private readonly dialog = inject(MatDialog);
  private readonly texts = inject(Texts);

  /** Synchronous unless there is a question to ask: sending must not wait for a microtask. */
  confirm(text: string, room: Room): true | Promise<boolean> {
    if (room.memberCount <= MAX_MEMBERS_UNCONFIRMED) return true;
    if (!mentionsAllMembers(text) || !mayMentionRoom(room, room.mentionRoomBy)) return true;
    return confirmed(this.dialog, {
      title: this.texts.t('composer.call-all-title'),
      text: this.texts.count('composer.call-all-text', room.memberCount),
      action: this.texts.t('composer.call-all-action'),
      harmless: true,
    });
  }
}

/** Whether a text notifies all members of the room, or all who are online. */
function mentionsAllMembers(text: string): boolean {
  const { room, here } = parseMentions(text);
  return room || here;
}
