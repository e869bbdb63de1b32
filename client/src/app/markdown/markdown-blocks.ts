import { Component, inject, input } from '@angular/core';
import { Texts } from '../i18n/texts.ts';
import type { BlockNode, ListItem } from '@api/shared/markdown/markdown-tree.ts';
import { CodeBlock } from './code-block.ts';
import { MarkdownInline } from './markdown-inline.ts';
import type { MentionedNames } from './mentioned-names.ts';

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

  protected readonly numberOf = ({ marker }: ListItem): number => Number.parseInt(marker ?? '0', 10);

  /** A marker that is not what the browser would write is drawn as it was typed: `007)`. */
  protected markerOf(item: ListItem): string | null {
    return item.marker === `${this.numberOf(item)}.` ? null : `"${item.marker} "`;
  }

  /** The room that the longest marker of a list needs beside the text, in characters. */
  protected readonly markerWidth = (items: readonly ListItem[]): number =>
    Math.max(...items.map(({ marker }) => marker?.length ?? 0));
}
