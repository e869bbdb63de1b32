import {
  afterNextRender,
  afterRenderEffect,
  Component,
  ElementRef,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { type TextKey, Texts } from '../../i18n/texts.ts';

/** A form of the pages before signing in: projected fields, the reason of a refusal, and the submit button. */
@Component({
  selector: 'parley-account-form',
  imports: [MatButton],
  template: `
    <form novalidate (submit)="submit($event)">
      <ng-content />
      @if (problem(); as text) {
        <p class="problem" role="alert">{{ text }}</p>
      }
      <button
        [matButton]="secondary() ? 'outlined' : 'filled'"
        class="submit"
        type="submit"
        [disabled]="busy() || incomplete()"
        disabledInteractive
      >
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
  /** Whether fields are missing, so that the form cannot be submitted yet. */
  readonly incomplete = input(false);
  /** A problem that belongs to no single field. */
  readonly problem = input<string | null>(null);
  /** Whether the page offers something else first. */
  readonly secondary = input(false);
  readonly submitted = output();
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly attempts = signal(0);

  constructor() {
    afterNextRender(() => {
      if (!this.secondary()) this.host.querySelector('input')?.focus({ preventScroll: true });
    });
    // After an attempt, also one that the server refused, the first wrong field.
    afterRenderEffect(() => {
      if (this.attempts() > 0 && !this.busy())
        this.host.querySelector<HTMLElement>('input[aria-invalid="true"]')?.focus();
    });
  }

  protected submit(event: Event): void {
    event.preventDefault();
    this.submitted.emit();
    this.attempts.update((count) => count + 1);
  }
}
