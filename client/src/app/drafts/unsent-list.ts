import { Component, computed, inject, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { MentionNames } from '../composer/suggestions/mention-names.ts';
import { Texts } from '../i18n/texts.ts';
import { WaitingNote } from '../message-list/row/waiting-note.ts';
import { Outbox } from '../outbox/outbox.ts';
import type { OutboxItem } from '../outbox/outbox-state.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { Dates } from '../ui/dates.ts';
import { EmptyState } from '../ui/feedback/empty-state.ts';

/** The messages of this device that the server has not confirmed or has refused, over all rooms. */
@Component({
  selector: 'parley-unsent-list',
  imports: [EmptyState, RouterLink, WaitingNote],
  template: `
    @if (items().length > 0) {
      <ul [attr.aria-label]="t('drafts.unsent')">
        @for (each of items(); track each.item.clientId) {
          <li>
            <p class="line">
              @if (each.room) {
                <a dir="auto" [routerLink]="['/rooms', each.item.roomId]">{{ each.room }}</a>
              } @else {
                <b>{{ t('drafts.left') }}</b>
              }
              <time [attr.datetime]="each.item.createdAt">{{ dates.within(each.item.createdAt) }}</time>
            </p>
            <p class="words" dir="auto">{{ each.words || t('notify.attachment') }}</p>
            <parley-waiting-note
              [item]="each.item"
              (retry)="outbox.retry(each.item)"
              (withdraw)="edit.emit(each.item)"
              (discard)="discard.emit(each.item)"
            />
          </li>
        }
      </ul>
    } @else {
      <parley-empty-state
        role="status"
        icon="checks"
        [heading]="t('drafts.none-unsent')"
        [text]="t('drafts.none-unsent-text')"
      />
    }
  `,
  styleUrls: ['../saved/later-page.scss', './drafts-page.scss'],
  styles: `
    parley-waiting-note {
      position: relative;
      display: block;
      min-height: 1.5rem;
      padding: 0 0.5rem;
    }
  `,
})
export class UnsentList {
  protected readonly outbox = inject(Outbox);
  private readonly rooms = inject(RoomsStore);
  private readonly mentions = inject(MentionNames);
  protected readonly dates = inject(Dates);
  protected readonly t = inject(Texts).t;

  /** The message is to become a draft of its room again. */
  readonly edit = output<OutboxItem>();
  readonly discard = output<OutboxItem>();

  protected readonly items = computed(() =>
    this.outbox.items().map((item) => {
      const room = this.rooms.room(item.roomId);
      return { item, room: room ? roomName(room) : null, words: this.mentions.toDisplayNames(item.body) };
    }),
  );
}
