import { Clipboard } from '@angular/cdk/clipboard';
import { Component, inject, input, signal } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatTooltip } from '@angular/material/tooltip';
import { Texts } from '../i18n/texts.ts';
import { Icon } from './icon.ts';

/** Time for which a copied link is confirmed. */
const COPIED_HINT_MS = 2000;

/** A link to copy, such as one that is shown once. */
@Component({
  selector: 'parley-shown-link',
  imports: [Icon, MatIconButton, MatTooltip],
  template: `
    <input #field type="text" readonly dir="ltr" [value]="url()" [attr.aria-label]="label()" (focus)="field.select()" />
    <button
      matIconButton
      type="button"
      [matTooltip]="t('invite.copy')"
      [attr.aria-label]="t(isCopied() ? 'invite.copied' : 'invite.copy') + ': ' + label()"
      (click)="copy()"
    >
      <parley-icon [name]="isCopied() ? 'check' : 'copy'" />
    </button>
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 0.5rem;
      padding-inline: 0.875rem 0.25rem;
      background: var(--mat-sys-surface-container-high);
      border-radius: var(--parley-radius);
    }
    input {
      flex: 1;
      min-width: 0;
      min-height: 2.75rem;
      font: inherit;
      color: inherit;
      text-overflow: ellipsis;
      background: none;
      border: 0;
    }
    button {
      flex: none;
    }
  `,
})
export class ShownLink {
  private readonly clipboard = inject(Clipboard);
  protected readonly t = inject(Texts).t;
  readonly url = input.required<string>();
  readonly label = input.required<string>();
  protected readonly isCopied = signal(false);

  protected copy(): void {
    if (!this.clipboard.copy(this.url())) return;
    this.isCopied.set(true);
    setTimeout(() => this.isCopied.set(false), COPIED_HINT_MS);
  }
}
