import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Session } from '../auth/session.ts';
import { EmptyState } from '../ui/feedback/empty-state.ts';
import { Texts } from '../i18n/texts.ts';
import { RoomDialogs } from './room-dialogs.ts';

/** Shown beside the list while no room is open. */
@Component({
  selector: 'parley-no-room',
  imports: [EmptyState, MatButton],
  template: `
    <parley-empty-state icon="message" [heading]="t('rooms.choose')" [text]="t('rooms.choose-text')">
      <button matButton="filled" (click)="dialogs.newRoom()">{{ t('rooms.new') }}</button>
      @if (!session.isGuest()) {
        <button matButton="tonal" (click)="dialogs.newChat()">{{ t('rooms.new-chat') }}</button>
      }
      <button matButton="tonal" (click)="dialogs.join()">{{ t('rooms.join-code') }}</button>
    </parley-empty-state>
  `,
  styles: `
    :host {
      display: grid;
      height: 100%;
    }
  `,
})
export class NoRoom {
  protected readonly session = inject(Session);
  protected readonly dialogs = inject(RoomDialogs);
  protected readonly t = inject(Texts).t;
}
