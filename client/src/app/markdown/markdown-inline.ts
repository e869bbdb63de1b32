import { Component, input } from '@angular/core';
import { type MentionedNames, splitMentions } from './mention-text.ts';
import type { Inline } from './markdown-tree.ts';
import { MessageLink } from './in-app-link.ts';

/** A line of a message: words, links, and who is called. */
@Component({
  selector: 'parley-inline-marks',
  imports: [MessageLink],
  template: `@for (mark of marks(); track $index) {
    @switch (mark.kind) {
      @case ('text') {
        @for (part of parts(mark.text); track $index) {
          @if (part.mention) {
            <span class="mention" [class.own]="part.mention === 'own'">{{ part.text }}</span>
          } @else {
            <span>{{ part.text }}</span>
          }
        }
      }
      @case ('strong') {
        <strong><parley-inline-marks [marks]="mark.children" [called]="called()" /></strong>
      }
      @case ('emphasis') {
        <em><parley-inline-marks [marks]="mark.children" [called]="called()" /></em>
      }
      @case ('strike') {
        <del><parley-inline-marks [marks]="mark.children" [called]="called()" /></del>
      }
      @case ('code') {
        <code>{{ mark.text }}</code>
      }
      @case ('break') {
        <br />
      }
      @case ('link') {
        @if (within(mark.href); as place) {
          <a [parleyPlaceLink]="place"><parley-inline-marks [marks]="mark.children" [called]="nobody" /></a>
        } @else {
          <a [href]="mark.href" target="_blank" rel="noopener noreferrer nofollow"
            ><parley-inline-marks [marks]="mark.children" [called]="nobody"
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
export class InlineMarks {
  readonly marks = input.required<readonly Inline[]>();
  readonly called = input.required<MentionedNames>();
  protected readonly nobody: MentionedNames = new Map();
  protected readonly parts = (text: string) => splitMentions(text, this.called());

  /** A room or message of this server. */
  protected within(href: string): string | null {
    const { origin, pathname, search } = new URL(href);
    return origin === location.origin && /^\/(rooms|join)\//.test(pathname) ? pathname + search : null;
  }
}
