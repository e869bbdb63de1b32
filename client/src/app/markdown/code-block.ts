import { Clipboard } from '@angular/cdk/clipboard';
import { Component, computed, inject, input, resource, signal } from '@angular/core';
import { Icon } from '../ui/icon.ts';
import { Texts } from '../i18n/texts.ts';
import { type HighlightedSpan, highlightCode } from './syntax-highlighting.ts';

/** How long the button confirms that the code was copied. */
const COPIED_MS = 2000;

/** Code as it was typed, highlighted once its grammar is loaded, which does not change its height. */
@Component({
  selector: 'parley-code-block',
  imports: [Icon],
  template: `
    <div class="bar" [class.nameless]="!language()">
      <span>{{ language() }}</span>
      <button type="button" [attr.aria-label]="t('code.copy')" (click)="copy()">
        <parley-icon [name]="copied() ? 'check' : 'copy'" />
        <span>{{ t(copied() ? 'code.copied' : 'code.copy') }}</span>
      </button>
    </div>
    <pre
      tabindex="0"
      [attr.aria-label]="t('code.label', { language: language() })"
    ><code>@for (span of spans(); track $index) {<span [class]="span.scope">{{ span.text }}</span>}</code></pre>
  `,
  styleUrl: './code-block.scss',
})
export class CodeBlock {
  private readonly clipboard = inject(Clipboard);
  protected readonly t = inject(Texts).t;
  readonly code = input.required<string>();
  readonly language = input.required<string>();
  protected readonly copied = signal(false);
  private readonly highlighted = resource({
    params: () => ({ code: this.code(), language: this.language() }),
    loader: ({ params }) => highlightCode(params.code, params.language),
  });
  protected readonly spans = computed<readonly HighlightedSpan[]>(() => {
    const spans = this.highlighted.hasValue() ? this.highlighted.value() : null;
    return spans ?? [{ text: this.code(), scope: null }];
  });

  protected copy(): void {
    if (!this.clipboard.copy(this.code())) return;
    this.copied.set(true);
    setTimeout(() => this.copied.set(false), COPIED_MS);
  }
}
