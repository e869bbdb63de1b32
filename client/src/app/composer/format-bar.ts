import { Component, inject, output } from '@angular/core';
import { SPOILER_MARK } from '@api/shared/markdown/markdown-tree.ts';
import { Icon } from '../ui/icon.ts';
import { Texts } from '../i18n/texts.ts';
import { asLink, toggleMark, toggleQuote, type SelectedText } from './formatting.ts';

export type Formatting = (selected: SelectedText) => SelectedText;

/**
 * Formatting buttons above the composer while text is selected. For the pointer: shortcuts do the same without leaving
 * the text, so Tab does not stop here.
 */
@Component({
  selector: 'parley-format-bar',
  imports: [Icon],
  host: { role: 'toolbar', '[attr.aria-label]': "t('format.label')" },
  template: `
    @for (each of formats; track each.label) {
      <button
        type="button"
        tabindex="-1"
        [title]="t(each.label)"
        [attr.aria-label]="t(each.label)"
        (pointerdown)="$event.preventDefault()"
        (click)="chosen.emit(each.make)"
      >
        @if (each.icon) {
          <parley-icon [name]="each.icon" />
        } @else {
          <span [class]="each.label.slice(7)">{{ each.sign }}</span>
        }
      </button>
    }
  `,
  styles: `
    :host {
      position: absolute;
      inset-inline-start: 0.5rem;
      bottom: calc(100% + 0.25rem);
      z-index: 2;
      display: flex;
      overflow: hidden;
      background: var(--mat-sys-surface);
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 10px;
    }
    button {
      display: grid;
      place-items: center;
      width: 2.25rem;
      height: 2.25rem;
      padding: 0;
      color: inherit;
      background: none;
      border: 0;
      cursor: pointer;
    }
    button:hover {
      background: var(--mat-sys-surface-container-high);
    }
    parley-icon {
      width: 1.125rem;
      height: 1.125rem;
    }
    .bold {
      font-weight: 700;
    }
    .italic {
      font-style: italic;
    }
    .strike {
      text-decoration: line-through;
    }
    .code {
      font-family: monospace;
    }
    @media (pointer: coarse) {
      button {
        width: 2.75rem;
        height: 2.75rem;
      }
    }
  `,
})
export class FormatBar {
  protected readonly t = inject(Texts).t;
  readonly chosen = output<Formatting>();

  protected readonly formats = [
    { label: 'format.bold', sign: 'B', icon: null, make: (selected: SelectedText) => toggleMark(selected, '**') },
    { label: 'format.italic', sign: 'I', icon: null, make: (selected: SelectedText) => toggleMark(selected, '_') },
    { label: 'format.strike', sign: 'S', icon: null, make: (selected: SelectedText) => toggleMark(selected, '~~') },
    {
      label: 'format.spoiler',
      sign: '▒',
      icon: null,
      make: (selected: SelectedText) => toggleMark(selected, SPOILER_MARK),
    },
    { label: 'format.code', sign: '<>', icon: null, make: (selected: SelectedText) => toggleMark(selected, '`') },
    { label: 'format.quote', sign: '>', icon: null, make: toggleQuote },
    { label: 'format.link', sign: '', icon: 'link', make: asLink },
  ] as const;
}
