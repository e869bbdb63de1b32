import { Component, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { type TextKey, Texts } from '../../i18n/texts.ts';

/** A form before one is in: its fields (projected), why it was refused, and the one thing to press. */
@Component({
  selector: 'parley-account-form',
  imports: [MatButton],
  template: `
    <form novalidate (submit)="send($event)">
      <ng-content />
      @if (problem(); as text) {
        <p class="problem" role="alert">{{ text }}</p>
      }
      <button matButton="filled" class="submit" type="submit" [disabled]="busy() || incomplete()" disabledInteractive>
        {{ t(busy() ? busyAction() : action()) }}
      </button>
    </form>
  `,
  styleUrl: './auth-form.scss',
})
export class AccountForm {
  protected readonly t = inject(Texts).t;
  readonly action = input.required<TextKey>();
  readonly busyAction = input.required<TextKey>();
  readonly busy = input.required<boolean>();
  /** Not yet worth sending. */
  readonly incomplete = input(false);
  /** What is wrong with none of the fields, but with all of it. */
  readonly problem = input<string | null>(null);
  readonly sent = output();

  protected send(event: Event): void {
    event.preventDefault();
    this.sent.emit();
  }
}
