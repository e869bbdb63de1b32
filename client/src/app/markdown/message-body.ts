import { Component, computed, input } from '@angular/core';
import { BlockMarks } from './markdown-blocks.ts';
import type { MentionedNames } from './mention-text.ts';
import { markdownOf } from './markdown.ts';

const NOBODY: MentionedNames = new Map();
/** One to three emoji and nothing else. Not a literal: the compiler's target does not know the flag. */
const FEW_EMOJI = new RegExp('^(?:\\p{RGI_Emoji}\\s*){1,3}$', 'v');

/** The words of a message. Elements from a tree, so nothing a person writes is ever markup. */
@Component({
  selector: 'parley-message-body',
  imports: [BlockMarks],
  host: { '[class.large]': 'large()' },
  template: `<parley-block-marks [blocks]="blocks()" [called]="called()" />`,
  styles: `
    :host {
      display: block;
      min-width: 0;
      max-width: 100%;
    }
    :host(.large) {
      font-size: 2rem;
      line-height: 1.25;
    }
  `,
})
export class MessageBody {
  readonly body = input.required<string>();
  readonly called = input(NOBODY);
  protected readonly blocks = computed(() => markdownOf(this.body()));
  protected readonly large = computed(() => FEW_EMOJI.test(this.body().trim()));
}
