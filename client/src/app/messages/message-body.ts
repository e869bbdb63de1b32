import { Component, computed, input } from '@angular/core';
import { bodyTokens, type Called } from './body-tokens.ts';

const NOBODY: Called = new Map();

/** The words of a message. Elements from tokens, so nothing a person writes is ever markup. */
@Component({
  selector: 'parley-message-body',
  template: `@for (token of tokens(); track $index) {
    @switch (token.kind) {
      @case ('link') {
        <a [href]="token.href" target="_blank" rel="noopener noreferrer">{{ token.text }}</a>
      }
      @case ('mention') {
        <span class="mention" [class.own]="token.own">{{ token.text }}</span>
      }
      @default {
        <span>{{ token.text }}</span>
      }
    }
  }`,
  styles: `
    :host {
      overflow-wrap: anywhere;
      white-space: pre-wrap;
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
export class MessageBody {
  readonly body = input.required<string>();
  readonly called = input(NOBODY);
  protected readonly tokens = computed(() => bodyTokens(this.body(), this.called()));
}
