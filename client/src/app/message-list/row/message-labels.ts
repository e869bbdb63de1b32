import { inject, Injectable } from '@angular/core';
import { excerptOf } from '@api/shared/excerpt.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import type { Poll } from '@api/timeline/poll.dto.ts';
import { MessageTexts } from '../../rooms/message-texts.ts';
import { Dates } from '../../ui/dates.ts';
import { Texts } from '../../i18n/texts.ts';
import type { OutboxItem } from '../../outbox/outbox-state.ts';
import { ResentMarks } from '../../outbox/resent-marks.ts';
import { personName } from '../../users/person-name.ts';

/** A longer text is cut in the label; the rest is read in the message itself. */
const MAX_TEXT_CHARACTERS = 300;

/** The accessible name of a message: author, time, text, and what happened to it since. */
@Injectable({ providedIn: 'root' })
export class MessageLabels {
  private readonly texts = inject(Texts);
  private readonly dates = inject(Dates);
  private readonly messageTexts = inject(MessageTexts);
  private readonly resentMarks = inject(ResentMarks);

  of(message: Message | OutboxItem | null, name: string): string {
    if (!message) return '';
    const values = { name, time: this.dates.time(message.createdAt), text: this.textOf(message) };
    const first = this.texts.t('message.label', values);
    const more = this.detailsOf(message);
    return more.length > 0 ? [asSentence(first), ...more].join(' ') : first;
  }

  private textOf(message: Message | OutboxItem): string {
    return 'kind' in message
      ? this.messageTexts.inOneLine(message, MAX_TEXT_CHARACTERS)
      : excerptOf(message.body, MAX_TEXT_CHARACTERS);
  }

  private detailsOf(message: Message | OutboxItem): string[] {
    const resent = this.resentMarks.has(message.clientId) ? [this.texts.t('message.label-resent')] : [];
    if (!('kind' in message) || message.deletedAt) return resent;
    const { replyTo, editedAt, pinned, attachments, thread, poll } = message;
    const reactions = message.reactions.reduce((sum, { userIds }) => sum + userIds.length, 0);
    return [
      ...resent,
      ...(replyTo
        ? [this.texts.t('message.label-reply', { name: replyTo.author ? personName(replyTo.author) : '' })]
        : []),
      ...(poll ? [this.pollOf(poll)] : []),
      ...(attachments.length > 0 ? [this.texts.count('message.label-files', attachments.length)] : []),
      ...(editedAt ? [this.texts.t('message.label-edited')] : []),
      ...(pinned ? [this.texts.t('message.label-pinned')] : []),
      ...(thread?.replyCount ? [this.texts.count('message.label-replies', thread.replyCount)] : []),
      ...(thread?.replyCount && thread.resolvedAt ? [this.texts.t('message.label-resolved')] : []),
      ...(reactions > 0 ? [this.texts.count('message.label-reactions', reactions)] : []),
    ];
  }

  private pollOf({ options, closedAt }: Poll): string {
    const names = new Intl.ListFormat(this.texts.locale(), { type: 'disjunction' }).format(
      options.map(({ text }) => text),
    );
    return this.texts.t(closedAt ? 'poll.label-closed' : 'poll.label', { options: names });
  }
}

/** Ends the text with a full stop unless it ends a sentence already. */
const asSentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);
