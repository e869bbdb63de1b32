import { Component, computed, inject, input } from '@angular/core';
import type { UserStatus } from '@api/users/users.dto.ts';
import { EmojiText } from '../custom-emoji/emoji-text.ts';
import { Texts } from '../i18n/texts.ts';
import { Dates } from '../ui/dates.ts';
import { MinuteClock } from '../ui/minute-clock.ts';
import { emojiOf, lastingStatus } from './shown-status.ts';

/** The emoji of a person's status, beside the name; its words are in the title and for screen readers. */
@Component({
  selector: 'parley-status-emoji',
  imports: [EmojiText],
  template: `
    @if (shown(); as status) {
      <span aria-hidden="true" [title]="words()"><parley-emoji-text [text]="emoji(status)" /></span>
      <span class="visually-hidden">{{ words() }}</span>
    }
  `,
  styles: `
    :host {
      flex: none;
      font-weight: 400;
    }
    :host(:empty) {
      display: none;
    }
  `,
})
export class StatusEmoji {
  private readonly t = inject(Texts).t;
  private readonly dates = inject(Dates);
  private readonly clock = inject(MinuteClock);
  readonly status = input.required<UserStatus | null | undefined>();

  protected readonly emoji = emojiOf;
  protected readonly shown = computed(() => lastingStatus(this.status(), this.clock.now()));
  protected readonly words = computed(() => {
    const status = this.shown();
    if (!status) return '';
    const text = status.text || emojiOf(status);
    return status.until
      ? this.t('status.until', { text, time: this.dates.within(status.until) })
      : this.t('status.change', { text });
  });
}
