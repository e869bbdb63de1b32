import { Component, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { excerptOf } from '@api/shared/excerpt.ts';
import { PresenceStore } from '../presence/presence-store.ts';
import { Dates } from '../ui/dates.ts';
import { Icon } from '../ui/icon.ts';
import { isolated, IsolatedText } from '../ui/isolated-text.ts';
import { Texts } from '../i18n/texts.ts';
import { MessageTexts } from '../rooms/message-texts.ts';
import { RoomMark } from '../rooms/room-mark.ts';
import { isSilent, isUnread } from '../rooms/room-attention.ts';
import { roomName } from '../rooms/room-name.ts';
import { StatusEmoji } from '../users/status-emoji.ts';

/** More than a row shows. */
const MAX_DRAFT_CHARACTERS = 200;

/** What waits for its author in a room: a draft, or a message that was refused. */
export interface RoomDraft {
  readonly status: 'draft' | 'refused';
  /** Its words; empty for files alone. */
  readonly text: string;
}

/**
 * A room in the list. A plain link, because hundreds of router links would each compare themselves at every navigation.
 */
@Component({
  selector: 'parley-room-row',
  imports: [Icon, IsolatedText, RoomMark, StatusEmoji],
  templateUrl: './room-row.html',
  styleUrl: './room-row.scss',
})
export class RoomRow {
  private readonly router = inject(Router);
  private readonly presences = inject(PresenceStore);
  private readonly messageTexts = inject(MessageTexts);
  protected readonly texts = inject(Texts);
  protected readonly dates = inject(Dates);
  readonly room = input.required<Room>();
  /** Whether it is the open room. */
  readonly open = input(false);
  readonly draft = input<RoomDraft | null>(null);
  /** Whether Tab stops at this row; the arrows move on from there. */
  readonly tabStop = input(true);

  protected readonly isSilent = computed(() => isSilent(this.room()));
  protected readonly isUnread = computed(() => isUnread(this.room()));
  protected readonly name = computed(() => roomName(this.room()));
  protected readonly presence = computed(() => {
    const peer = this.room().peer;
    return peer && (this.presences.presenceOf(peer.id) ?? 'offline');
  });
  /** What waits and is not on the screen already. */
  protected readonly waiting = computed(() => {
    const draft = this.draft();
    return draft?.status === 'draft' && this.open() ? null : draft;
  });
  protected readonly preview = computed(() => {
    const words = this.waiting()?.text;
    if (words) return isolated(excerptOf(words, MAX_DRAFT_CHARACTERS));
    const { lastMessage, kind, topic } = this.room();
    return lastMessage
      ? this.messageTexts.preview(lastMessage, kind === 'direct')
      : topic || this.texts.t('rooms.no-messages');
  });
  protected readonly short = (count: number) => (count > 99 ? '99+' : String(count));

  /** With a modifier key the browser opens the link in a new tab or window. */
  protected go(event: MouseEvent): void {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void this.router.navigate(['/rooms', this.room().id]);
  }
}
