import { NgTemplateOutlet } from '@angular/common';
import { MatButton } from '@angular/material/button';
import { personName, PersonNamePipe } from '../../users/person-name.ts';
import {
  afterRenderEffect,
  Component,
  computed,
  ElementRef,
  forwardRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import type { UserSummary } from '@api/users/users.dto.ts';
import { MessageSelection } from './message-selection.ts';
import { BlocksStore } from '../../blocks/blocks-store.ts';
import { Calls } from '../../calls/calls.ts';
import { MessageTexts } from '../../rooms/message-texts.ts';
import { MinuteClock } from '../../ui/minute-clock.ts';
import { Dates } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.ts';
import { isolated, IsolatedText } from '../../ui/isolated-text.ts';
import { Texts } from '../../i18n/texts.ts';
import { MessagePoll } from '../../polls/message-poll.ts';
import { MessageAttachments } from '../../uploads/message-attachments.ts';
import { Avatar } from '../../users/avatar.ts';
import { ProfileCards } from '../../profile/profile-cards.ts';
import { StatusEmoji } from '../../users/status-emoji.ts';
import { MENTION_OPENER, type MentionOpener } from '../../markdown/mention-opener.ts';
import type { MentionedNames } from '../../markdown/mentioned-names.ts';
import { markdownTree } from '../../markdown/markdown-cache.ts';
import { MessageBody } from '../../markdown/message-body.ts';
import { MessageMentions } from '../../rooms/message-mentions.ts';
import { MessageReactions, type ReactionChange } from '../../messages/message-reactions.ts';
import type { CollapseState } from './collapsed-messages.ts';
import type { MessageAction } from '../menu/message-menu-items.ts';
import { MessageLabels } from './message-labels.ts';
import type { MenuRequest } from '../menu/message-menus.ts';
import { SavedStore } from '../../saved/saved-store.ts';
import type { OutboxItem } from '../../outbox/outbox-state.ts';
import { ResentMarks } from '../../outbox/resent-marks.ts';
import { RowActions } from './row-actions.ts';
import { COLLAPSED_HEIGHT_PX, pollHeight } from './row-height.ts';
import type { TimelineRow } from '../timeline-rows.ts';
import { WaitingNote } from './waiting-note.ts';

/** A row of a conversation. There are many at once, so their menus belong to the list. */
@Component({
  selector: 'parley-message-row',
  host: { '(click)': 'showAuthor($event)' },
  imports: [
    Avatar,
    Icon,
    IsolatedText,
    MatButton,
    MessageAttachments,
    MessageBody,
    MessagePoll,
    MessageReactions,
    NgTemplateOutlet,
    PersonNamePipe,
    RowActions,
    StatusEmoji,
    WaitingNote,
  ],
  providers: [{ provide: MENTION_OPENER, useExisting: forwardRef(() => MessageRow) }],
  templateUrl: './message-row.html',
  styleUrl: './message-row.scss',
})
export class MessageRow implements MentionOpener {
  private readonly mentions = inject(MessageMentions);
  private readonly labels = inject(MessageLabels);
  private readonly resentMarks = inject(ResentMarks);
  private readonly savedMessages = inject(SavedStore);
  protected readonly messageTexts = inject(MessageTexts);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  protected readonly dates = inject(Dates);
  protected readonly calls = inject(Calls);
  private readonly clock = inject(MinuteClock);
  private readonly blocks = inject(BlocksStore);
  private readonly isRevealed = signal(false);
  protected readonly selection = inject(MessageSelection, { optional: true });
  protected readonly isolated = isolated;
  protected readonly pollHeight = pollHeight;
  protected readonly cards = inject(ProfileCards);

  readonly row = input.required<TimelineRow>();
  readonly me = input.required<UserSummary>();
  readonly memberCount = input.required<number>();
  /** False while the reader is muted. */
  readonly mayReact = input(true);
  /** False while the reader is muted: who may not write or react may still vote. */
  readonly mayVote = input(true);
  readonly inThread = input(false);
  /** Whether its buttons are drawn. */
  readonly hasActions = input(true);
  readonly highlighted = input(false);
  /** Whether the row has the keyboard focus. */
  readonly hasFocus = input(false);
  /** As all buttons of a row: otherwise Tab would stop at each of them. */
  readonly areMentionsTabStops = this.hasFocus;
  /** The menu that is open beside the row. */
  readonly menuOpen = input<MenuRequest['kind'] | null>(null);
  /** How many others have read it; null where no receipt stands. */
  readonly readBy = input<number | null>(null);
  /** Null when the message is not long. */
  readonly collapse = input<CollapseState | null>(null);
  readonly toggleCollapse = output();
  readonly menu = output<MenuRequest>();
  /** Emits the button of a day, beside which the menu of days opens. */
  readonly dayMenu = output<HTMLElement>();
  readonly act = output<MessageAction>();
  readonly react = output<ReactionChange>();
  readonly showQuoted = output<number>();
  readonly retry = output<OutboxItem>();
  readonly withdraw = output<OutboxItem>();
  readonly discard = output<OutboxItem>();

  /** From then on all its buttons are drawn. */
  protected readonly pointedAt = signal(false);
  protected readonly author = computed(() => (this.row().waiting ? this.me() : (this.row().message?.author ?? null)));
  protected readonly mine = computed(() => this.author()?.id === this.me().id);
  protected readonly notice = computed(() => {
    const { message, groupedNotices } = this.row();
    if (message?.kind !== 'system') return null;
    return groupedNotices.length > 1
      ? this.messageTexts.ofGroup(groupedNotices)
      : this.messageTexts.sentenceOf(message);
  });
  /** Whether it is of a person whom the reader has blocked: a line stands for it until they ask for it. */
  protected readonly isFolded = computed(() => this.blocks.isBlocked(this.author()?.id) && !this.isRevealed());
  /** The room of the call that a notice tells of, while people are let in. */
  protected readonly openCall = computed(() => {
    const { message } = this.row();
    const endsAt = message?.system?.endsAt;
    return message && endsAt && Date.parse(endsAt) > this.clock.now() ? message.roomId : null;
  });
  /** Whether messages of the room are being selected, and this one may be. */
  protected readonly isSelectable = computed(() => {
    const { message } = this.row();
    const isActive = this.selection?.isActive() === true;
    return isActive && !this.inThread() && message?.kind === 'text' && !message.deletedAt;
  });
  protected readonly isSelected = computed(
    () => this.isSelectable() && this.selection?.has(this.row().message?.id) === true,
  );
  protected toggleSelected(): void {
    const { message } = this.row();
    if (message) this.selection?.toggle(message);
  }

  protected reveal(): void {
    this.isRevealed.set(true);
  }

  protected readonly body = computed(() => this.row().message?.body ?? this.row().waiting?.body ?? '');
  /** Whether marks of the message can stand behind its last line: not beside a quote, a list or a table. */
  protected readonly isOneParagraph = computed(() => {
    const [first, second] = markdownTree(this.body());
    return first?.kind === 'paragraph' && second === undefined;
  });
  /** Whether a failover of the server had lost it. */
  protected readonly resent = computed(() =>
    this.resentMarks.has((this.row().message ?? this.row().waiting)?.clientId),
  );
  /** Whether the reader has saved it for later. */
  protected readonly saved = computed(() => {
    const { message } = this.row();
    return message !== null && this.savedMessages.entry(message.id) !== undefined;
  });
  protected readonly deleted = computed(() => Boolean(this.row().message?.deletedAt));
  protected readonly createdAt = computed(() => (this.row().message ?? this.row().waiting)?.createdAt ?? '');
  protected readonly attachments = computed(() => (this.row().message ?? this.row().waiting)?.attachments ?? []);
  protected readonly mentioned = computed<MentionedNames>(() => {
    const message = this.row().message;
    return message ? this.mentions.of(message) : new Map();
  });
  /** Sent, read by some members, or read by all of them. */
  protected readonly readReceipt = computed(() => {
    const message = this.row().message;
    const read = this.readBy();
    if (!message || !this.mine() || message.deletedAt || read === null) return null;
    const others = this.memberCount() - 1;
    const text = read > 0 ? this.texts.count('message.read', read) : this.t('message.sent');
    return { text, read, all: read > 0 && read >= others, count: read > 0 && others > 1 ? read : null };
  });

  protected readonly thread = computed(() => {
    const { thread } = this.row();
    return thread && thread.replyCount > 0
      ? { ...thread, replies: this.texts.count('thread.replies', thread.replyCount) }
      : null;
  });

  /** By which hook or token a program has written; the name of the hook stands before it already unless it has another. */
  protected readonly program = computed(() => {
    const { as, via, author } = this.row().message ?? {};
    if (!via || (author?.bot && !as)) return null;
    return this.t(author?.bot ? 'message.by-hook' : 'message.via', { name: via });
  });

  private readonly authorName = computed(() => {
    const author = this.author();
    if (!author) return '';
    const name = this.row().message?.as?.name ?? personName(author);
    const words = [name, ...(author.bot ? [this.t('role.bot')] : []), this.program()];
    return words.filter(Boolean).join(', ');
  });
  protected readonly label = computed(() => {
    const { message, waiting, hasNewReplies } = this.row();
    const label = this.labels.of(message ?? waiting, this.authorName());
    return hasNewReplies ? `${label} ${this.t('message.label-new-replies')}` : label;
  });

  private readonly bodyElement = viewChild<MessageBody, ElementRef<HTMLElement>>(MessageBody, { read: ElementRef });
  /** Whether the estimate was too high and the text fits without being collapsed. */
  private readonly fitsCollapsed = signal(false);
  protected readonly isCollapsed = computed(() => this.collapse() === 'collapsed' && !this.fitsCollapsed());
  protected readonly canCollapse = computed(() => this.collapse() !== null && !this.fitsCollapsed());

  constructor() {
    afterRenderEffect(() => {
      const words = this.bodyElement()?.nativeElement;
      this.body();
      if (this.collapse() === 'collapsed' && words) this.fitsCollapsed.set(words.scrollHeight <= COLLAPSED_HEIGHT_PX);
    });
  }

  /** Expands the message when the focus reaches a link in its hidden part. */
  protected revealFocused({ target }: FocusEvent): void {
    const end = this.bodyElement()?.nativeElement.getBoundingClientRect().bottom ?? 0;
    if (this.isCollapsed() && target instanceof HTMLElement && target.getBoundingClientRect().bottom > end)
      this.toggleCollapse.emit();
  }

  openMentioned(userId: string): void {
    void this.cards.open(userId);
  }

  /** The name opens what the picture, which is the button for it, opens. */
  protected showAuthor({ target }: Event): void {
    const author = this.author();
    if (author && target instanceof Element && target.closest('.author')) void this.cards.open(author.id);
  }

  protected openDays({ currentTarget }: Event): void {
    if (currentTarget instanceof HTMLElement) this.dayMenu.emit(currentTarget);
  }
}
