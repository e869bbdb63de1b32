import { Component, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { PresenceStore } from '../presence/presence-store.ts';
import { Dates } from '../ui/dates.ts';
import { Icon } from '../ui/icon.ts';
import { Texts } from '../i18n/texts.ts';
import { Notices } from '../rooms/notices.ts';
import { RoomMark } from '../rooms/room-mark.ts';
import { roomName } from '../rooms/room-name.ts';

/** What in a room waits for its owner. */
export type Unsent = 'draft' | 'refused';

/** A room in the list. A plain link: of hundreds of router links each would look up and compare itself at every step. */
@Component({
  selector: 'parley-room-row',
  imports: [Icon, RoomMark],
  templateUrl: './room-row.html',
  styleUrl: './room-row.scss',
})
export class RoomRow {
  private readonly router = inject(Router);
  private readonly presences = inject(PresenceStore);
  private readonly notices = inject(Notices);
  protected readonly texts = inject(Texts);
  protected readonly dates = inject(Dates);
  readonly room = input.required<Room>();
  /** It is the room on the screen. */
  readonly open = input(false);
  readonly unsent = input<Unsent | null>(null);
  /** Of all rows, Tab stops at one; the arrows go on from there. */
  readonly tabStop = input(true);

  protected readonly name = computed(() => roomName(this.room()));
  protected readonly presence = computed(() => {
    const peer = this.room().peer;
    return peer && (this.presences.presenceOf(peer.id) ?? 'offline');
  });
  protected readonly preview = computed(() => {
    const { lastMessage, kind, topic } = this.room();
    return lastMessage
      ? this.notices.preview(lastMessage, kind === 'direct')
      : topic || this.texts.t('rooms.no-messages');
  });
  protected readonly short = (count: number) => (count > 99 ? '99+' : String(count));

  /** With a key held down the browser opens it elsewhere. */
  protected go(event: MouseEvent): void {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void this.router.navigate(['/rooms', this.room().id]);
  }
}
