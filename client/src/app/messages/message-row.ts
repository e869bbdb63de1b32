import { Component, computed, type ElementRef, inject, input, output, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { MatTooltip } from '@angular/material/tooltip';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { EmojiPickers } from '../emoji/emoji-pickers.ts';
import { Notices } from '../rooms/notices.ts';
import { Dates } from '../ui/dates.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemTexts } from '../ui/problem-texts.ts';
import { Texts } from '../ui/texts.ts';
import { MessageAttachments } from '../uploads/message-attachments.ts';
import { Avatar } from '../users/avatar.ts';
import { People } from '../users/people.ts';
import { type Called, EVERYBODY } from '../markdown/calls.ts';
import { MessageBody } from '../markdown/message-body.ts';
import { EMOJI, MessageReactions, type ReactionChange } from './message-reactions.ts';
import { actionsFor, type MessageAction } from './message-actions.ts';
import type { OutboxItem } from './outbox-state.ts';
import type { TimelineRow } from './timeline-rows.ts';

@Component({
  selector: 'parley-message-row',
  imports: [Avatar, Icon, MatButton, MatMenuModule, MatTooltip, MessageAttachments, MessageBody, MessageReactions],
  templateUrl: './message-row.html',
  styleUrl: './message-row.scss',
})
export class MessageRow {
  private readonly people = inject(People);
  private readonly pickers = inject(EmojiPickers);
  protected readonly notices = inject(Notices);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  protected readonly dates = inject(Dates);
  protected readonly problems = inject(ProblemTexts);

  readonly row = input.required<TimelineRow>();
  readonly me = input.required<UserSummary>();
  readonly room = input.required<Room>();
  readonly highlighted = input(false);
  /** How many others have read it; null where that is not told, or not one's own. */
  readonly readBy = input<number | null>(null);
  readonly act = output<MessageAction>();
  readonly react = output<ReactionChange>();
  readonly showQuoted = output<number>();
  readonly retry = output<OutboxItem>();
  readonly discard = output<OutboxItem>();

  protected readonly author = computed(() => (this.row().waiting ? this.me() : (this.row().message?.author ?? null)));
  protected readonly mine = computed(() => this.author()?.id === this.me().id);
  protected readonly notice = computed(() => {
    const message = this.row().message;
    return message?.kind === 'system' ? this.notices.of(message) : null;
  });
  protected readonly body = computed(() => this.row().message?.body ?? this.row().waiting?.body ?? '');
  protected readonly deleted = computed(() => Boolean(this.row().message?.deletedAt));
  protected readonly createdAt = computed(() => (this.row().message ?? this.row().waiting)?.createdAt ?? '');
  protected readonly attachments = computed(() => (this.row().message ?? this.row().waiting)?.attachments ?? []);
  protected readonly replyTo = computed(() => (this.row().message ?? this.row().waiting)?.replyTo ?? null);
  protected readonly called = computed<Called>(() => {
    const message = this.row().message;
    const people = (message?.mentions ?? []).flatMap((id) => this.people.of(id) ?? []);
    return new Map([
      ...people.map(({ id, username }) => [username.toLowerCase(), id === this.me().id] as const),
      ...(message?.mentionsRoom ? EVERYBODY.map((name) => [name, true] as const) : []),
    ]);
  });
  protected readonly emoji = computed(() => {
    const given = this.row().message?.reactions.filter(({ userIds }) => userIds.includes(this.me().id)) ?? [];
    return EMOJI.map((emoji) => ({ emoji, mine: given.some((each) => each.emoji === emoji) }));
  });
  protected readonly items = computed(() => {
    const message = this.row().message;
    return message ? actionsFor(message, { ...this.me(), room: this.room() }) : [];
  });
  /** Sent, read by some, or read by everybody. */
  protected readonly tick = computed(() => {
    const message = this.row().message;
    const read = this.readBy();
    if (!message || !this.mine() || message.deletedAt || read === null) return null;
    const others = this.room().memberCount - 1;
    const text = read > 0 ? this.texts.count('message.read', read) : this.t('message.sent');
    return { text, read, all: read > 0 && read >= others, count: read > 0 && others > 1 ? read : null };
  });

  private readonly more = viewChild<ElementRef<HTMLElement>>('more');

  protected async reactWithAny(): Promise<void> {
    const beside = this.more()?.nativeElement;
    const emoji = beside && (await this.pickers.choose(beside));
    if (emoji) this.react.emit({ emoji, on: true });
  }

  protected readonly label = computed(() =>
    this.t('message.label', { name: this.author()?.displayName ?? '', time: this.dates.time(this.createdAt()) }),
  );
}
