import { Component, input, model } from '@angular/core';
import { Icon } from '../icon.ts';

export interface Choice<T extends string> {
  value: T;
  label: string;
}

let count = 0;

/** A native select with its label. */
@Component({
  selector: 'parley-select-field',
  imports: [Icon],
  template: `
    <label [for]="id">{{ label() }}</label>
    <span class="box">
      <select #field [id]="id" (change)="choose(field.value)">
        @for (choice of choices(); track choice.value) {
          <option [value]="choice.value" [selected]="choice.value === value()">{{ choice.label }}</option>
        }
      </select>
      <parley-icon name="chevron" />
    </span>
  `,
  styleUrl: './text-field.scss',
})
export class SelectField<T extends string> {
  readonly label = input.required<string>();
  readonly choices = input.required<readonly Choice<T>[]>();
  readonly value = model.required<T>();

  protected readonly id = `select-${++count}`;

  protected choose(value: string): void {
    const choice = this.choices().find((each) => each.value === value);
    if (choice) this.value.set(choice.value);
  }
}
