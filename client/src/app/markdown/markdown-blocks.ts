import { Component, inject, input } from '@angular/core';
import { Texts } from '../i18n/texts.ts';
import type { MentionedNames } from './mention-text.ts';
import { CodeBlock } from './code-block.ts';
import { MarkdownInline } from './markdown-inline.ts';
import type { BlockNode } from './markdown-tree.ts';

/** The paragraphs, lists, quotes, tables and code blocks of a message. */
@Component({
  selector: 'parley-markdown-blocks',
  imports: [CodeBlock, MarkdownInline],
  templateUrl: './markdown-blocks.html',
  styleUrl: './markdown-blocks.scss',
})
export class MarkdownBlocks {
  protected readonly t = inject(Texts).t;
  readonly blocks = input.required<readonly BlockNode[]>();
  readonly mentioned = input.required<MentionedNames>();
}
