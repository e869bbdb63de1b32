import { Component, input, output } from '@angular/core';

let count = 0;

/** A switch with a label and a hint. It only emits `toggled`; the parent changes its value. */
@Component({
  selector: 'parley-switch-field',
  template: `
    <label [for]="id">
      <span class="words">
        <span [id]="id + '-label'">{{ label() }}</span>
        @if (hint()) {
          <small [id]="id + '-hint'">{{ hint() }}</small>
        }
      </span>
      <input
        #field
        type="checkbox"
        role="switch"
        [id]="id"
        [checked]="on()"
        [attr.aria-labelledby]="id + '-label'"
        [attr.aria-describedby]="hint() ? id + '-hint' : null"
        (change)="toggled.emit(field.checked)"
      />
    </label>
  `,
  styles: `
    label {
      display: flex;
      align-items: center;
      gap: 1rem;
      min-height: 2.875rem;
      cursor: pointer;
    }
    .words {
      flex: 1;
      min-width: 0;
      line-height: 1.4;
    }
    small {
      display: block;
      font-size: 0.8125rem;
      text-wrap: pretty;
      color: var(--mat-sys-on-surface-variant);
    }
    input {
      flex: none;
      position: relative;
      width: 2.75rem;
      height: 1.625rem;
      margin: 0;
      appearance: none;
      background: var(--mat-sys-surface-container-highest);
      border: 2px solid var(--mat-sys-outline);
      border-radius: 999px;
      cursor: pointer;
      transition: background-color var(--parley-quick);
    }
    input::after {
      content: '';
      position: absolute;
      inset-block-start: 50%;
      inset-inline-start: 0.25rem;
      width: 0.875rem;
      height: 0.875rem;
      translate: 0 -50%;
      background: var(--mat-sys-outline);
      border-radius: 50%;
      transition:
        inset-inline-start var(--parley-quick),
        background-color var(--parley-quick);
    }
    input:checked {
      background: var(--mat-sys-primary);
      border-color: var(--mat-sys-primary);
    }
    input:checked::after {
      inset-inline-start: 1.375rem;
      background: var(--mat-sys-on-primary);
    }
  `,
})
export class SwitchField {
  readonly label = input.required<string>();
  readonly on = input.required<boolean>();
  readonly hint = input('');
  readonly toggled = output<boolean>();

  protected readonly id = `switch-${++count}`;
}
