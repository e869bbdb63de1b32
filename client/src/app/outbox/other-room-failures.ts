import { effect, inject, Injectable, type Signal, untracked } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Router } from '@angular/router';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { Outbox } from './outbox.ts';
import type { OutboxItem } from './outbox-state.ts';

const SHOWN_MS = 8000;

/** Shows a notice when a message is refused in a room that is no longer open. */
@Injectable({ providedIn: 'root' })
export class OtherRoomFailures {
  private readonly outbox = inject(Outbox);
  private readonly rooms = inject(RoomsStore);
  private readonly problems = inject(ProblemTexts);
  private readonly snackBar = inject(MatSnackBar);
  private readonly router = inject(Router);
  private readonly texts = inject(Texts);
  /** Client ids of the messages that were pending at the last change: refusals of an earlier visit are not shown again. */
  private pending = new Set<string>();

  watch(openRoomId: Signal<string | null>): void {
    effect(() => {
      const items = this.outbox.items();
      const refused = items.findLast((item) => item.refusal && this.pending.has(item.clientId));
      this.pending = new Set(items.filter(({ refusal }) => !refusal).map(({ clientId }) => clientId));
      if (refused && refused.roomId !== untracked(openRoomId)) untracked(() => this.show(refused));
    });
  }

  private show({ roomId, refusal }: OutboxItem): void {
    const room = this.rooms.room(roomId);
    if (!room || !refusal) return;
    const reason = this.problems.byCode(refusal.code, refusal.message, refusal.fields);
    const text = this.texts.t('message.failed-in', { room: roomName(room), reason });
    this.snackBar
      .open(text, this.texts.t('show'), { duration: SHOWN_MS })
      .onAction()
      .subscribe(() => void this.router.navigate(['/rooms', roomId]));
  }
}
