import { inject, Injectable } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Router } from '@angular/router';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { Session } from '../auth/session.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { roomName } from '../rooms/room-name.ts';
import { Texts } from '../i18n/texts.ts';
import { PeopleStore } from '../users/people-store.ts';

/** Says that another person has added the reader to a room, with the way there. */
@Injectable({ providedIn: 'root' })
export class AddedToRoom {
  private readonly socket = inject(ChatSocket);
  private readonly session = inject(Session);
  private readonly people = inject(PeopleStore);
  private readonly router = inject(Router);
  private readonly snackBar = inject(MatSnackBar);
  private readonly t = inject(Texts).t;
  private isStarted = false;

  start(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    this.socket.on('room_joined', (room) => this.show(room));
  }

  private show(room: Room): void {
    const notice = room.lastMessage?.system;
    if (notice?.event !== 'member_joined' || notice.userId !== this.session.me()?.id || !notice.byId) return;
    const [by, name] = [this.people.nameOf(notice.byId), roomName(room)];
    const text =
      by === null ? this.t('rooms.added', { room: name }) : this.t('rooms.added-by', { name: by, room: name });
    const shown = this.snackBar.open(text, this.t('rooms.open'), { duration: 15_000 });
    shown.onAction().subscribe(() => void this.router.navigate(['/rooms', room.id]));
  }
}
