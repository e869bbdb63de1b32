import { Component, computed, inject, input } from '@angular/core';
import type { Message } from '@api/timeline/message.dto.ts';
import { MessageBody } from '../../markdown/message-body.ts';
import { timelineRows } from '../../message-list/timeline-rows.ts';
import { MessageMentions } from '../../rooms/message-mentions.ts';
import { MessageTexts } from '../../rooms/message-texts.ts';
import { cachedDayOf, Dates } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.ts';
import { IsolatedText } from '../../ui/isolated-text.ts';
import { Texts } from '../../i18n/texts.ts';
import { Avatar } from '../../users/avatar.ts';
import { PersonNamePipe } from '../../users/person-name.ts';

/** Messages to read and nothing else: no menus, reactions or files to open. */
@Component({
  selector: 'parley-previewed-messages',
  imports: [Avatar, Icon, IsolatedText, MessageBody, PersonNamePipe],
  templateUrl: './previewed-messages.html',
  styleUrl: './previewed-messages.scss',
})
export class PreviewedMessages {
  private readonly mentions = inject(MessageMentions);
  protected readonly messageTexts = inject(MessageTexts);
  protected readonly dates = inject(Dates);
  protected readonly t = inject(Texts).t;
  readonly messages = input.required<readonly Message[]>();

  protected readonly rows = computed(() => {
    const timeline = { waiting: [], hasBefore: false, unreadAfterSeq: null, meId: '', dayOf: cachedDayOf };
    return timelineRows({ ...timeline, messages: this.messages() }).flatMap(({ message, day, grouped, key }) =>
      message ? [{ message, day, grouped, key, mentioned: this.mentions.of(message) }] : [],
    );
  });
}
