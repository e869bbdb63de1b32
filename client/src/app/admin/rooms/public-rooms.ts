import { Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { RoomMark } from '../../rooms/room-mark.ts';
import { RoomsStore } from '../../rooms/rooms-store.ts';
import { debounced } from '../../ui/debounced.ts';
import { EmptyState } from '../../ui/feedback/empty-state.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { ListEnd } from '../../ui/feedback/list-end.ts';
import { pagedList } from '../../ui/paged-list.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Texts } from '../../i18n/texts.ts';
import { trimText } from '@api/shared/visible-text.ts';

/** The public rooms, for moderators. Private rooms are visible to their members only. */
@Component({
  selector: 'parley-public-rooms',
  imports: [EmptyState, ListEnd, LoadFailure, MatButton, RoomMark, SkeletonRows, TextField],
  template: `
    <parley-text-field type="search" inputMode="search" [label]="t('rooms.search')" [(value)]="query" />
    @if (failure()) {
      <p class="problem" role="alert">{{ problems.of(failure()) }}</p>
    }
    @if (list.error()) {
      <parley-load-failure [error]="list.error()" (retry)="list.reload()" />
    } @else if (!list.loaded()) {
      <parley-skeleton-rows />
    } @else if (list.items().length === 0) {
      <parley-empty-state icon="hash" [heading]="t('rooms.directory-none')" />
    } @else {
      <ul [attr.aria-busy]="list.busy()" [attr.aria-label]="t('admin.rooms')">
        @for (room of list.items(); track room.id) {
          <li>
            <parley-room-mark [room]="room" />
            <span class="words">
              <span class="name" dir="auto">{{ room.name }}</span>
              <small dir="auto">{{ room.topic }}</small>
            </span>
            <small>{{ texts.count('rooms.members', room.memberCount) }}</small>
            <button
              matButton
              type="button"
              [attr.aria-label]="t(room.role ? 'admin.open-room' : 'admin.join-room', { name: room.name })"
              (click)="open(room)"
            >
              {{ t(room.role ? 'rooms.open' : 'rooms.join') }}
            </button>
          </li>
        }
      </ul>
      <parley-list-end [list]="list" />
    }
  `,
  styleUrls: ['../../ui/page-form.scss', '../rows.scss'],
})
export class PublicRooms {
  private readonly rooms = inject(RoomsStore);
  private readonly router = inject(Router);
  protected readonly problems = inject(ProblemTexts);
  protected readonly failure = signal<unknown>(null);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  protected readonly query = signal('');
  private readonly settled = debounced(this.query, 250);
  protected readonly list = pagedList(
    () => trimText(this.settled()),
    (q, cursor) => this.rooms.directory(q, cursor),
  );

  /** Enters the room first: nobody reads a room without being seen among its members. */
  protected async open({ id, role }: Room): Promise<void> {
    this.failure.set(null);
    try {
      if (!role) await this.rooms.joinPublic(id);
      await this.router.navigate(['/rooms', id]);
    } catch (error) {
      this.failure.set(error);
    }
  }
}
