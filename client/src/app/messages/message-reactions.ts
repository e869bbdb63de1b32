import { Component, computed, inject, input, output } from '@angular/core';
import type { Reaction } from '@api/timeline/message.dto.ts';
import { EmojiText } from '../custom-emoji/emoji-text.ts';
import { Tooltip } from '../ui/tooltip.ts';
import { Texts } from '../i18n/texts.ts';
import { PeopleStore } from '../users/people-store.ts';

/** A reaction to add to a message, or to remove. */
export interface ReactionChange {
  emoji: string;
  on: boolean;
}

/** Choosing an emoji adds the own reaction, or takes it back. */
export function reactionChange(reactions: readonly Reaction[], userId: string, emoji: string): ReactionChange {
  return { emoji, on: !reactions.some((each) => each.emoji === emoji && each.userIds.includes(userId)) };
}

/** Offered at once; all others are in the emoji picker. */
const QUICK_REACTIONS = ['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏', '👀'] as const;
/** The quick reactions, each with what choosing it changes: given reactions are taken back. */
export function quickReactions(reactions: readonly Reaction[], userId: string): ReactionChange[] {
  return QUICK_REACTIONS.map((emoji) => reactionChange(reactions, userId, emoji));
}

/** Names in the label of a reaction; further people are counted. */
const MAX_NAMES = 5;

/**
 * The reactions of a message: each emoji once, with the number of people and their names. Pressing adds the own
 * reaction or removes it.
 */
@Component({
  selector: 'parley-message-reactions',
  imports: [EmojiText, Tooltip],
  host: { role: 'group', '[attr.aria-label]': "t('reaction.list')" },
  template: `
    @for (chip of chips(); track chip.emoji) {
      <button
        type="button"
        [disabled]="closed()"
        [class.mine]="chip.mine"
        [attr.aria-pressed]="chip.mine"
        [attr.aria-label]="chip.label"
        [matTooltip]="chip.label"
        (click)="react.emit({ emoji: chip.emoji, on: !chip.mine })"
      >
        <span class="emoji"><parley-emoji-text [text]="chip.emoji" /></span> {{ chip.count }}
      </button>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 0.25rem;
      padding-block: 0.25rem 0.125rem;
    }
    button {
      display: inline-flex;
      align-items: center;
      gap: 0.375rem;
      min-height: 1.625rem;
      padding: 0 0.5rem;
      font-size: 0.8125rem;
      font-variant-numeric: tabular-nums;
      color: var(--mat-sys-on-surface-variant);
      background: var(--mat-sys-surface-container-low);
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 999px;
      cursor: pointer;
      &:hover {
        background: var(--mat-sys-surface-container-high);
      }
      &.mine {
        font-weight: 600;
        color: var(--mat-sys-on-primary-container);
        background: var(--mat-sys-primary-container);
        border-color: var(--mat-sys-primary);
      }
    }
    .emoji {
      font-size: 0.9375rem;
      line-height: 1;
    }
    @media (pointer: coarse) {
      button {
        min-height: 2.125rem;
        padding: 0 0.75rem;
      }
    }
  `,
})
export class MessageReactions {
  private readonly people = inject(PeopleStore);
  private readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  readonly reactions = input.required<readonly Reaction[]>();
  readonly meId = input.required<string>();
  /** True while the reader may not react. */
  readonly closed = input(false);
  readonly react = output<ReactionChange>();

  protected readonly chips = computed(() => {
    const format = new Intl.NumberFormat(this.texts.locale());
    return this.reactions().map(({ emoji, userIds }) => {
      const count = format.format(userIds.length);
      const label = this.t('reaction.label', { emoji, count, names: this.names(userIds) });
      return { emoji, count, label, mine: userIds.includes(this.meId()) };
    });
  });

  /** The reader first; people beyond `MAX_NAMES` are counted. */
  private names(userIds: readonly string[]): string {
    const others = userIds.filter((id) => id !== this.meId());
    const named = others.slice(0, MAX_NAMES);
    const more = others.length - named.length;
    return new Intl.ListFormat(this.texts.locale()).format([
      ...(others.length < userIds.length ? [this.t('reaction.you')] : []),
      ...named.map((id) => this.people.nameOf(id) ?? this.t('somebody')),
      ...(more > 0 ? [this.texts.count('reaction.others', more)] : []),
    ]);
  }
}
