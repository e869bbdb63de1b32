import { Component, input, model } from '@angular/core';
import type { Choice } from './select-field.ts';

export interface CheckChoice<T extends string> extends Choice<T> {
  text?: string;
}

/** A group of check boxes. Groups may share what is chosen. */
@Component({
  selector: 'parley-check-field',
  template: `
    <fieldset>
      <legend>{{ label() }}</legend>
      @for (choice of choices(); track choice.value) {
        <label>
          <input
            #box
            type="checkbox"
            [checked]="chosen().has(choice.value)"
            (change)="toggle(choice.value, box.checked)"
          />
          <span dir="auto">
            {{ choice.label }}
            @if (choice.text) {
              <small dir="ltr">{{ choice.text }}</small>
            }
          </span>
        </label>
      }
    </fieldset>
  `,
  styles: `
    fieldset {
      display: grid;
      max-width: 32rem;
      margin: 0;
      padding: 0;
      border: 0;
    }
    legend {
      margin-bottom: 0.3rem;
      padding: 0;
      font-size: 0.875rem;
      font-weight: 550;
      color: var(--mat-sys-on-surface);
    }
    label {
      display: flex;
      align-items: center;
      gap: 0.75rem;
      min-height: 2.75rem;
      padding-block: 0.25rem;
      color: var(--mat-sys-on-surface);
      cursor: pointer;
    }
    input {
      flex: none;
      width: 1.125rem;
      height: 1.125rem;
      margin: 0;
      accent-color: var(--mat-sys-primary);
    }
    span {
      flex: 1;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    small {
      display: block;
      font-size: 0.8125rem;
      color: var(--mat-sys-on-surface-variant);
      text-align: start;
    }
  `,
})
export class CheckField<T extends string> {
  readonly label = input.required<string>();
  readonly choices = input.required<readonly CheckChoice<T>[]>();
  readonly chosen = model.required<ReadonlySet<T>>();

  protected toggle(value: T, isChosen: boolean): void {
    const others = [...this.chosen()].filter((each) => each !== value);
    this.chosen.set(new Set(isChosen ? [...others, value] : others));
  }
}
