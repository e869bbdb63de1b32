import { Component, input, model } from '@angular/core';
import type { Choice } from './select-field.ts';

export interface DescribedChoice<T extends string> extends Choice<T> {
  text?: string;
  /** Language of its label, when it is not that of the page. */
  lang?: string;
}

let count = 0;

/** A group of radio buttons. */
@Component({
  selector: 'parley-choice-field',
  template: `
    <fieldset>
      <legend>{{ label() }}</legend>
      @for (choice of choices(); track choice.value) {
        <label>
          <input type="radio" [name]="name" [checked]="choice.value === value()" (change)="value.set(choice.value)" />
          <span [attr.lang]="choice.lang">
            {{ choice.label }}
            @if (choice.text) {
              <small>{{ choice.text }}</small>
            }
          </span>
        </label>
      }
    </fieldset>
  `,
  styles: `
    fieldset {
      display: grid;
      gap: 0.5rem;
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
      min-height: 2.875rem;
      padding: 0.5rem 0.875rem;
      color: var(--mat-sys-on-surface);
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: var(--parley-radius);
      cursor: pointer;
      &:has(:checked) {
        border-color: var(--mat-sys-primary);
        background: color-mix(in oklab, var(--mat-sys-primary-container) 45%, transparent);
      }
    }
    input {
      margin: 0;
      accent-color: var(--mat-sys-primary);
    }
    span {
      flex: 1;
    }
    small {
      display: block;
      font-size: 0.8125rem;
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class ChoiceField<T extends string> {
  readonly label = input.required<string>();
  readonly choices = input.required<readonly DescribedChoice<T>[]>();
  readonly value = model.required<T>();

  protected readonly name = `choice-${++count}`;
}
