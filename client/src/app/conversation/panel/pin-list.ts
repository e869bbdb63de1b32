import { Component, DestroyRef, inject, input, output, resource } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Message, MessagePage } from '@api/timeline/message.dto.ts';
import { Api } from '../../api/api.ts';
import { MessageTexts } from '../../rooms/message-texts.ts';
import { Dates } from '../../ui/dates.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { MessagesStore } from '../../messages/messages-store.ts';
import { PersonNamePipe } from '../../users/person-name.ts';

/** The pinned messages of a room, last pinned first. */
@Component({
  selector: 'parley-pin-list',
  imports: [MatButton, PersonNamePipe],
  template: `
    @if (pins.error()) {
      <p role="alert">
        {{ problems.of(pins.error()) }}
        <button matButton type="button" (click)="pins.reload()">{{ t('retry') }}</button>
      </p>
    } @else if (pins.hasValue()) {
      <ul>
        @for (message of pins.value().items; track message.id) {
          <li>
            <button type="button" (click)="chosen.emit(message)">
              <span class="who">
                <b dir="auto">{{ message.author | personName }}</b>
                <time [attr.datetime]="message.createdAt">{{ dates.moment(message.createdAt) }}</time>
              </span>
              <span class="words" dir="auto">{{ messageTexts.inOneLine(message) }}</span>
            </button>
          </li>
        } @empty {
          <li class="none">{{ t('pins.none') }}</li>
        }
      </ul>
    }
  `,
  styleUrl: './pin-list.scss',
})
export class PinList {
  private readonly api = inject(Api);
  protected readonly problems = inject(ProblemTexts);
  protected readonly messageTexts = inject(MessageTexts);
  protected readonly dates = inject(Dates);
  protected readonly t = inject(Texts).t;

  readonly roomId = input.required<string>();
  readonly chosen = output<Message>();
  protected readonly pins = resource({
    params: () => this.roomId(),
    loader: ({ params }) => this.api.get<MessagePage>(`/rooms/${params}/pins`),
  });

  constructor() {
    inject(MessagesStore).onMessage((message) => this.reloadIfPinned(message), inject(DestroyRef));
  }

  /** Reloads when a message is pinned, unpinned, or changed while pinned. */
  private reloadIfPinned({ id, roomId, pinned }: Message): void {
    const listed = this.pins.hasValue() && this.pins.value().items.some((each) => each.id === id);
    if (roomId === this.roomId() && (pinned || listed)) this.pins.reload();
  }
}
