import { effect, inject, Injectable, type Signal, untracked } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Router } from '@angular/router';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { Outbox } from './outbox.ts';
import type { OutboxItem } from './outbox-state.ts';

/** Who has gone to another room hears that what they said in the one before was refused. */
@Injectable({ providedIn: 'root' })
export class OtherRoomFailures {
  private readonly outbox = inject(Outbox);
  private readonly rooms = inject(RoomsStore);
  private readonly problems = inject(ProblemTexts);
  private readonly snackBar = inject(MatSnackBar);
  private readonly router = inject(Router);
  private readonly texts = inject(Texts);
  /** On their way when last looked at: what was refused in an earlier visit is no news. */
  private hopeful = new Set<string>();

  watch(openRoomId: Signal<string | null>): void {
    effect(() => {
      const items = this.outbox.items();
      const news = items.findLast((item) => item.refusal && this.hopeful.has(item.clientId));
      this.hopeful = new Set(items.filter(({ refusal }) => !refusal).map(({ clientId }) => clientId));
      if (news && news.roomId !== untracked(openRoomId)) untracked(() => this.show(news));
    });
  }

  private show({ roomId, refusal }: OutboxItem): void {
    const room = this.rooms.room(roomId);
    if (!room || !refusal) return;
    const reason = this.problems.byCode(refusal.code, refusal.message);
    const told = this.texts.t('message.failed-in', { room: roomName(room), reason });
    this.snackBar
      .open(told, this.texts.t('show'), { duration: 8000 })
      .onAction()
      .subscribe(() => void this.router.navigate(['/rooms', roomId]));
  }
}
