import { Component, effect, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { Session } from '../auth/session.ts';
import { LastRoom } from '../rooms/last-room.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { EmptyState } from '../ui/feedback/empty-state.ts';
import { Texts } from '../i18n/texts.ts';
import { RoomDialogs } from './room-dialogs.ts';

/** Where the list and a room have place side by side; narrower pages show the list alone. */
const WIDE = '(min-width: 48rem)';

/** Leads to the room that was open last, else to the Lobby. Stays for people without a room. */
@Component({
  selector: 'parley-no-room',
  imports: [EmptyState, MatButton],
  template: `
    @if (rooms.loaded() && rooms.all().length === 0) {
      <parley-empty-state icon="message" [heading]="t('rooms.choose')" [text]="t('rooms.choose-text')">
        @if (!session.isGuest()) {
          <button matButton="filled" (click)="dialogs.browse()">{{ t('rooms.browse') }}</button>
        }
        <button [matButton]="session.isGuest() ? 'filled' : 'tonal'" (click)="dialogs.newRoom()">
          {{ t('rooms.new') }}
        </button>
        <button matButton="tonal" (click)="dialogs.join()">{{ t('rooms.join-code') }}</button>
      </parley-empty-state>
    }
  `,
  styles: `
    :host {
      display: grid;
      height: 100%;
    }
  `,
})
export class NoRoom {
  private readonly router = inject(Router);
  private readonly lastRoom = inject(LastRoom);
  protected readonly rooms = inject(RoomsStore);
  protected readonly session = inject(Session);
  protected readonly dialogs = inject(RoomDialogs);
  protected readonly t = inject(Texts).t;

  constructor() {
    // Once: what changes in the list while a room loads must not take the reader away from the one they have chosen.
    let hasLed = false;
    effect(() => {
      if (hasLed || !this.rooms.loaded() || !matchMedia(WIDE).matches) return;
      const all = this.rooms.all();
      const last = this.lastRoom.get();
      const room = all.find(({ id }) => id === last) ?? all.find(({ lobby }) => lobby) ?? all[0];
      if (!room) return;
      hasLed = true;
      void this.router.navigate(['/rooms', room.id], { replaceUrl: true });
    });
  }
}
