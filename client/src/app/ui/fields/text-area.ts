import { Component, input, model } from '@angular/core';
import { repairText } from '@api/shared/repair-text.ts';

let count = 0;

/** A multi-line input with a label, a hint, and the reason why its value was refused. */
@Component({
  selector: 'parley-text-area',
  template: `
    <label [for]="id">{{ label() }}</label>
    <textarea
      #field
      rows="4"
      dir="auto"
      [id]="id"
      [value]="value()"
      [attr.aria-invalid]="problem() ? true : null"
      [attr.aria-describedby]="problem() || hint() ? id + '-note' : null"
      (input)="take(field)"
    ></textarea>
    @if (problem()) {
      <span class="note refused" [id]="id + '-note'" role="alert">{{ problem() }}</span>
    } @else if (hint()) {
      <span class="note" [id]="id + '-note'">{{ hint() }}</span>
    }
  `,
  styleUrl: './text-field.scss',
})
export class TextArea {
  readonly label = input.required<string>();
  readonly value = model.required<string>();
  readonly hint = input('');
  readonly problem = input<string | null>(null);

  protected readonly id = `area-${++count}`;

  protected take(field: HTMLTextAreaElement): void {
    const text = repairText(field.value);
    if (text !== field.value) field.value = text;
    this.value.set(text);
  }
}
