import { Component, inject, input } from '@angular/core';
import { Texts } from '../i18n/texts.ts';
import type { MentionedNames } from './mention-text.ts';
import { CodeBlock } from './code-block.ts';
import { InlineMarks } from './markdown-inline.ts';
import type { Block } from './markdown-tree.ts';

/** Paragraphs, lists, quotes, tables and code of a message, one below the other. */
@Component({
  selector: 'parley-block-marks',
  imports: [CodeBlock, InlineMarks],
  templateUrl: './markdown-blocks.html',
  styleUrl: './markdown-blocks.scss',
})
export class BlockMarks {
  protected readonly t = inject(Texts).t;
  readonly blocks = input.required<readonly Block[]>();
  readonly called = input.required<MentionedNames>();
}
