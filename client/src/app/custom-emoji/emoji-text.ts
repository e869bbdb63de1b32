import { Component, computed, effect, inject, input } from '@angular/core';
import { CustomEmojiStore } from './custom-emoji-store.ts';
import { emojiTextParts, mayNameEmoji } from './emoji-text-parts.ts';

/** A text in which the names of custom emoji are drawn as their pictures; still ones for people who want less movement. */
@Component({
  selector: 'parley-emoji-text',
  template: `@for (part of parts(); track $index) {
    @if (part.emoji; as emoji) {
      <picture
        ><source media="(prefers-reduced-motion: reduce)" [srcset]="emoji.stillUrl" />
        <img decoding="async" [src]="emoji.url" [alt]="part.text" [title]="part.text"
      /></picture>
    } @else {
      <span>{{ part.text }}</span>
    }
  }`,
  styles: `
    :host {
      display: contents;
    }
    img {
      display: inline-block;
      width: auto;
      min-width: 1em;
      max-width: 2.75em;
      height: 1.375em;
      vertical-align: -0.3em;
      object-fit: contain;
    }
  `,
})
export class EmojiText {
  private readonly custom = inject(CustomEmojiStore);
  readonly text = input.required<string>();
  protected readonly parts = computed(() => emojiTextParts(this.text(), this.custom.find));

  constructor() {
    effect(() => {
      if (mayNameEmoji(this.text())) this.custom.want();
    });
  }
}
