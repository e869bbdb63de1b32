import { Component, computed, type ElementRef, inject, input, model, signal, viewChild } from '@angular/core';
import { repairLine } from '@api/shared/repair-text.ts';
import { Icon } from '../icon.ts';
import { Texts } from '../../i18n/texts.ts';

let count = 0;

/** A single-line input with a label, a hint, and the reason why its value was refused. */
@Component({
  selector: 'parley-text-field',
  imports: [Icon],
  templateUrl: './text-field.html',
  styleUrl: './text-field.scss',
})
export class TextField {
  protected readonly t = inject(Texts).t;
  readonly label = input.required<string>();
  readonly value = model.required<string>();
  readonly type = input<'text' | 'email' | 'password' | 'search'>('text');
  readonly hint = input('');
  readonly problem = input<string | null>(null);
  readonly autocomplete = input('off');
  readonly inputMode = input<'text' | 'numeric' | 'email' | 'search'>('text');
  readonly maxLength = input<number | null>(null);
  readonly placeholder = input('');
  readonly variant = input<'plain' | 'code'>('plain');
  /** Removes characters that the field does not accept, as they are typed. */
  readonly clean = input((text: string) => text);

  protected readonly id = `field-${++count}`;
  protected readonly isRevealed = signal(false);
  protected readonly inputType = computed(() =>
    this.type() === 'password' && this.isRevealed() ? 'text' : this.type(),
  );
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');

  focus(): void {
    this.field().nativeElement.focus();
  }

  protected take(event: Event): void {
    const field = event.target as HTMLInputElement;
    const text = this.clean()(this.type() === 'password' ? field.value : repairLine(field.value));
    if (text !== field.value) field.value = text;
    this.value.set(text);
  }
}
