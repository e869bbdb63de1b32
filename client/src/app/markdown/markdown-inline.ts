import { Component, inject, input } from '@angular/core';
import type { InlineNode } from '@api/shared/markdown/markdown-tree.ts';
import { mayNameEmoji } from '../custom-emoji/emoji-text-parts.ts';
import { EmojiText } from '../custom-emoji/emoji-text.ts';
import { drawnMention, type MentionedNames } from './mentioned-names.ts';
import { MENTION_OPENER } from './mention-opener.ts';
import { InAppLink } from './in-app-link.ts';
import { Spoiler } from './spoiler.ts';

/** The inline content of a message: text, links and mentions. */
@Component({
  selector: 'parley-markdown-inline',
  imports: [EmojiText, InAppLink, Spoiler],
  template: `@for (node of nodes(); track $index) {
    @switch (node.kind) {
      @case ('text') {
        @if (mayNameEmoji(node.text)) {
          <parley-emoji-text [text]="node.text" />
        } @else {
          <span>{{ node.text }}</span>
        }
      }
      @case ('mention') {
        @if (drawn(node, mentioned()); as drawn) {
          @if (opener && drawn.id !== null) {
            <bdi
              class="mention opens"
              role="button"
              aria-haspopup="dialog"
              [class.own]="drawn.own"
              [attr.title]="drawn.typed"
              [attr.tabindex]="opener.areMentionsTabStops() ? 0 : -1"
              (click)="opener.openMentioned(drawn.id)"
              (keydown.enter)="open($event, drawn.id)"
              (keydown.space)="open($event, drawn.id)"
              >{{ drawn.mention }}</bdi
            >
          } @else {
            <bdi class="mention" [class.own]="drawn.own" [attr.title]="drawn.typed">{{ drawn.mention }}</bdi>
          }
          @if (drawn.rest) {
            <span>{{ drawn.rest }}</span>
          }
        } @else {
          <span>{{ node.text }}</span>
        }
      }
      @case ('strong') {
        <strong><parley-markdown-inline [nodes]="node.children" [mentioned]="mentioned()" /></strong>
      }
      @case ('emphasis') {
        <em><parley-markdown-inline [nodes]="node.children" [mentioned]="mentioned()" /></em>
      }
      @case ('strike') {
        <del><parley-markdown-inline [nodes]="node.children" [mentioned]="mentioned()" /></del>
      }
      @case ('spoiler') {
        <parley-spoiler><parley-markdown-inline [nodes]="node.children" [mentioned]="mentioned()" /></parley-spoiler>
      }
      @case ('code') {
        <code>{{ node.text }}</code>
      }
      @case ('break') {
        <br />
      }
      @case ('link') {
        @if (pathWithin(node.href); as path) {
          <a [parleyInAppLink]="path" [attr.title]="node.title"
            ><parley-markdown-inline [nodes]="node.children" [mentioned]="none"
          /></a>
        } @else {
          <a [href]="node.href" [attr.title]="node.title" target="_blank" rel="noopener noreferrer nofollow"
            ><parley-markdown-inline [nodes]="node.children" [mentioned]="none"
          /></a>
        }
      }
    }
  }`,
  styles: `
    :host {
      display: contents;
    }
    code {
      padding: 0.0625rem 0.3125rem;
      font: 0.875em/1.4 var(--parley-mono);
      background: var(--mat-sys-surface-container);
      border-radius: 5px;
    }
    .opens {
      cursor: pointer;
      &:hover {
        text-decoration: underline;
      }
    }
    .mention {
      padding: 0 0.1875rem;
      font-weight: 550;
      color: var(--mat-sys-on-primary-container);
      background: color-mix(in oklab, var(--mat-sys-primary-container) 55%, transparent);
      border-radius: 5px;
      &.own {
        font-weight: 650;
        color: var(--mat-sys-on-tertiary-container);
        background: var(--mat-sys-tertiary-container);
      }
    }
  `,
})
export class MarkdownInline {
  readonly nodes = input.required<readonly InlineNode[]>();
  readonly mentioned = input.required<MentionedNames>();
  protected readonly none: MentionedNames = new Map();
  protected readonly drawn = drawnMention;
  protected readonly mayNameEmoji = mayNameEmoji;
  protected readonly opener = inject(MENTION_OPENER, { optional: true });

  /** The keys of the list of messages do something else. */
  protected open(event: Event, userId: string): void {
    event.preventDefault();
    event.stopPropagation();
    this.opener?.openMentioned(userId);
  }

  /** The path of a link to a room or message of this server; null for any other address. */
  protected pathWithin(href: string): string | null {
    const { origin, pathname, search } = new URL(href);
    return origin === location.origin && /^\/(rooms|join)\//.test(pathname) ? pathname + search : null;
  }
}
