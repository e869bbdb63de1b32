import { Component, computed, inject, input, output } from '@angular/core';
import type { Message } from '@api/timeline/message.dto.ts';
import { CustomEmojiStore } from '../../custom-emoji/custom-emoji-store.ts';
import { EmojiText } from '../../custom-emoji/emoji-text.ts';
import { EmojiStore } from '../../emoji/emoji-store.ts';
import { type TextKey, Texts } from '../../i18n/texts.ts';
import { type ReactionChange, reactionChange } from '../../messages/message-reactions.ts';
import { Icon } from '../../ui/icon.ts';
import type { MessageAction } from '../menu/message-menu-items.ts';
import type { MenuRequest } from '../menu/message-menus.ts';

/** A menu of a message, and the button beside which it opens. */
export type MenuOpening = Pick<MenuRequest, 'kind' | 'beside'>;

/**
 * The buttons over a message: the last used emoji, all of them, reply, save, thread, and the menu. Only the button of the menu,
 * which has all of them, is always there: the others would be most of what a page of messages consists of.
 */
@Component({
  selector: 'parley-row-actions',
  imports: [EmojiText, Icon],
  templateUrl: './row-actions.html',
  styleUrl: './row-actions.scss',
  host: { '[class.all]': 'showsAll()' },
})
export class RowActions {
  protected readonly emojiStore = inject(EmojiStore);
  private readonly custom = inject(CustomEmojiStore);
  protected readonly t = inject(Texts).t;
  readonly message = input.required<Message>();
  readonly meId = input.required<string>();
  /** False while the reader is muted. */
  readonly mayReact = input(true);
  readonly inThread = input(false);
  /** Whether the reader has saved the message for later. */
  readonly saved = input(false);
  /** Whether the row has the keyboard focus. */
  readonly hasFocus = input(false);
  readonly menuOpen = input<MenuRequest['kind'] | null>(null);
  /** Whether the pointer is on the message, or was. */
  readonly pointedAt = input(false);
  readonly menu = output<MenuOpening>();
  readonly act = output<MessageAction>();
  readonly react = output<ReactionChange>();

  protected readonly showsAll = computed(() => this.pointedAt() || this.hasFocus() || this.menuOpen() !== null);

  /** Whether it begins a thread or belongs to one. */
  protected readonly threadText = computed<TextKey>(() =>
    (this.message().threadId ?? this.message().thread?.replyCount) ? 'thread.open' : 'thread.start',
  );

  protected toggleReaction(emoji: string): void {
    const { reactions } = this.message();
    const given = reactions.map((each) => each.emoji);
    this.react.emit(reactionChange(reactions, this.meId(), this.custom.sameAmong(given, emoji)));
  }

  protected open(kind: MenuRequest['kind'], { currentTarget }: Event): void {
    if (currentTarget instanceof HTMLElement) this.menu.emit({ kind, beside: currentTarget });
  }
}
