import { Component, computed, inject, input, output } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { Texts } from '../../i18n/texts.ts';
import { Icon } from '../../ui/icon.ts';
import { lineCount } from './long-paste.ts';

/** Offers to send a long text that was pasted as a file. */
@Component({
  selector: 'parley-long-paste-offer',
  imports: [Icon, MatButton, MatIconButton],
  template: `
    <parley-icon name="file" />
    <span role="status">{{ t('paste.long', { count: lines() }) }}</span>
    <button matButton type="button" (click)="accepted.emit()">{{ t('paste.as-file') }}</button>
    <button matIconButton type="button" [attr.aria-label]="t('paste.keep')" (click)="dismissed.emit()">
      <parley-icon name="close" />
    </button>
  `,
  styles: `
    :host {
      display: flex;
      gap: 0.5rem;
      align-items: center;
      padding-inline: 0.75rem 0.25rem;
      font-size: 0.875rem;
    }
    span {
      flex: 1;
      min-width: 0;
    }
    parley-icon {
      flex: none;
      width: 1.125rem;
      height: 1.125rem;
    }
  `,
})
export class LongPasteOffer {
  protected readonly t = inject(Texts).t;
  readonly text = input.required<string>();
  readonly accepted = output();
  readonly dismissed = output();
  protected readonly lines = computed(() => lineCount(this.text()));
}
