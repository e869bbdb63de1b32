import { afterRenderEffect, Component, type ElementRef, inject, input, output, viewChildren } from '@angular/core';
import type { UserSummary } from '@api/users/users.dto.ts';
import { EmojiText } from '../../custom-emoji/emoji-text.ts';
import { Icon } from '../../ui/icon.ts';
import type { IconName } from '../../ui/icons.ts';
import { Texts } from '../../i18n/texts.ts';
import { Avatar } from '../../users/avatar.ts';
import { BotBadge } from '../../users/bot-badge.ts';
import { StatusEmoji } from '../../users/status-emoji.ts';

/** A completion for the text before the caret. */
export interface Suggestion {
  readonly id: string;
  /** The text to insert. */
  readonly insert: string;
  readonly label: string;
  readonly detail: string;
  readonly person?: UserSummary;
  readonly emoji?: string;
  readonly icon?: IconName;
}

/** The suggestions above the composer. The focus and the keys stay in the text field. */
@Component({
  selector: 'parley-suggestion-list',
  imports: [Avatar, BotBadge, EmojiText, Icon, StatusEmoji],
  template: `
    <ul role="listbox" id="suggestions" [attr.aria-label]="t('suggest.label')">
      @for (each of suggestions(); track each.id) {
        <li
          #option
          role="option"
          tabindex="-1"
          [id]="'suggestion-' + $index"
          [attr.aria-selected]="$index === active()"
          (pointerdown)="$event.preventDefault()"
          (click)="chosen.emit(each)"
          (keydown.enter)="chosen.emit(each)"
        >
          @if (each.person; as person) {
            <parley-avatar [id]="person.id" [name]="person.displayName" [url]="person.avatarUrl" [size]="24" />
          } @else if (each.emoji) {
            <span class="emoji"><parley-emoji-text [text]="each.emoji" /></span>
          } @else if (each.icon) {
            <parley-icon [name]="each.icon" />
          }
          <span class="label" dir="auto">{{ each.label }}</span>
          @if (each.person; as person) {
            <parley-status-emoji [status]="person.status" />
            <parley-bot-badge [of]="person" />
          }
          <small dir="auto">{{ each.detail }}</small>
        </li>
      }
    </ul>
  `,
  styleUrl: './suggestion-list.scss',
})
export class SuggestionList {
  protected readonly t = inject(Texts).t;
  readonly suggestions = input.required<readonly Suggestion[]>();
  readonly active = input.required<number>();
  readonly chosen = output<Suggestion>();
  private readonly options = viewChildren<ElementRef<HTMLElement>>('option');

  constructor() {
    afterRenderEffect(() => this.options()[this.active()]?.nativeElement.scrollIntoView({ block: 'nearest' }));
  }
}
