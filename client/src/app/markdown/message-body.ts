import { Component, computed, inject, input } from '@angular/core';
import { CustomEmojiStore } from '../custom-emoji/custom-emoji-store.ts';
import { emojiTextParts, mayNameEmoji } from '../custom-emoji/emoji-text-parts.ts';
import { MarkdownBlocks } from './markdown-blocks.ts';
import { markdownTree } from './markdown-cache.ts';
import type { MentionedNames } from './mentioned-names.ts';

const NO_MENTIONS: MentionedNames = new Map();
/** One to three emoji and nothing else. Not a literal: the compiler's target does not know the flag. */
const FEW_EMOJI = new RegExp('^(?:\\p{RGI_Emoji}\\s*){1,3}$', 'v');

/** The text of a message, drawn as elements from a tree, so that no input can become markup. */
@Component({
  selector: 'parley-message-body',
  imports: [MarkdownBlocks],
  host: { '[class.large]': 'large()' },
  template: `<parley-markdown-blocks [blocks]="blocks()" [mentioned]="mentioned()" />`,
  styles: `
    :host {
      display: block;
      min-width: 0;
      max-width: 100%;
      /* Stacked combining marks stay in the row of their message. */
      overflow-y: clip;
      overflow-clip-margin: 0.25rem;
    }
    :host(.large) {
      font-size: 2rem;
      line-height: 1.25;
    }
  `,
})
export class MessageBody {
  readonly body = input.required<string>();
  readonly mentioned = input(NO_MENTIONS);
  protected readonly blocks = computed(() => markdownTree(this.body()));
  protected readonly large = computed(() => FEW_EMOJI.test(this.withStandardEmoji(this.body().trim())));
  private readonly custom = inject(CustomEmojiStore);

  /** With any standard emoji in the place of custom ones. */
  private withStandardEmoji(text: string): string {
    if (!mayNameEmoji(text)) return text;
    return emojiTextParts(text, this.custom.find)
      .map((part) => (part.emoji ? '🙂' : part.text))
      .join('');
  }
}
