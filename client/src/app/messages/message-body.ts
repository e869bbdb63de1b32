import { Component, computed, input } from '@angular/core';
import { bodyTokens } from './body-tokens.ts';

/** The words of a message. Elements from tokens, so nothing a person writes is ever markup. */
@Component({
  selector: 'parley-message-body',
  template: `@for (token of tokens(); track $index) {
    @if (token.kind === 'link') {
      <a [href]="token.href" target="_blank" rel="noopener noreferrer">{{ token.text }}</a>
    } @else {
      <span>{{ token.text }}</span>
    }
  }`,
  styles: `
    :host {
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
  `,
})
export class MessageBody {
  readonly body = input.required<string>();
  protected readonly tokens = computed(() => bodyTokens(this.body()));
}
