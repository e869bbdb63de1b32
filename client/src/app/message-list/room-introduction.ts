import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { mayRoom } from '@api/shared/rooms.policy.ts';
import { Session } from '../auth/session.ts';
import { Texts } from '../i18n/texts.ts';
import { RoomDialogs } from '../room-list/room-dialogs.ts';
import { roomActor } from '../rooms/room-actor.ts';
import { isMuted } from '../rooms/muting.ts';
import { RoomMark } from '../rooms/room-mark.ts';
import { roomName } from '../rooms/room-name.ts';
import { Icon } from '../ui/icon.ts';
import { isConversation } from '@api/shared/roles.ts';

/** Stands above the first message of a room, also in an empty one: what the room is for, and how others come in. */
@Component({
  selector: 'parley-room-introduction',
  imports: [Icon, MatButton, RoomMark],
  template: `
    <parley-room-mark [room]="room()" />
    <h2 dir="auto">{{ name() }}</h2>
    @if (room().topic) {
      <p class="topic" dir="auto">{{ room().topic }}</p>
    }
    <p>{{ text() }}</p>
    @if (isOthersRoom() && (mayInvite() || mayDescribe())) {
      <div class="actions">
        @if (mayInvite()) {
          <button matButton="tonal" type="button" (click)="dialogs.invite(room())">
            <span class="item"><parley-icon name="people" /> {{ t('room.invite') }}</span>
          </button>
        }
        @if (mayDescribe()) {
          <button matButton type="button" (click)="dialogs.settings(room())">
            <span class="item"><parley-icon name="edit" /> {{ t('room.describe') }}</span>
          </button>
        }
      </div>
    }
  `,
  styleUrl: './room-introduction.scss',
})
export class RoomIntroduction {
  private readonly session = inject(Session);
  protected readonly dialogs = inject(RoomDialogs);
  protected readonly t = inject(Texts).t;
  readonly room = input.required<Room>();
  /** Whether there are messages that the reader, who came later, does not see. */
  readonly hidesEarlier = input(false);

  protected readonly name = computed(() => roomName(this.room()));
  protected readonly isOthersRoom = computed(() => !isConversation(this.room().kind));
  protected readonly text = computed(() => {
    if (this.hidesEarlier()) return this.t('timeline.since-joined');
    return this.isOthersRoom() ? this.t('timeline.beginning') : this.t('room.direct-begins', { name: this.name() });
  });
  protected readonly mayInvite = computed(() =>
    this.room().lobby ? !this.session.isGuest() : this.room().code !== '',
  );
  protected readonly mayDescribe = computed(() => {
    const { lobby, topic } = this.room();
    return !lobby && !topic && !isMuted(this.room()) && mayRoom('rename', roomActor(this.room()));
  });
}
