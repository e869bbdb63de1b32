import { Component, computed, inject, input } from '@angular/core';
import { Texts } from '../../i18n/texts.ts';
import { Icon } from '../../ui/icon.ts';
import type { MessageMenuItem } from './message-menu-items.ts';

/**
 * The icon and the words of an entry, in the menu as in the sheet. The button around it belongs to each of them: a menu
 * finds the items to move through only in its own template, and the buttons of a sheet close it.
 */
@Component({
  selector: 'parley-message-menu-entry',
  imports: [Icon],
  template: `<parley-icon [name]="item().icon" />{{ t(item().text) }}`,
  host: { '[class.danger]': 'isDangerous()' },
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 0.75rem;
    }
    parley-icon {
      color: var(--parley-entry-icon, inherit);
    }
    :host(.danger),
    :host(.danger) parley-icon {
      color: var(--mat-sys-error);
    }
  `,
})
export class MessageMenuEntry {
  protected readonly t = inject(Texts).t;
  readonly item = input.required<Pick<MessageMenuItem, 'icon' | 'text'> & Partial<MessageMenuItem>>();
  protected readonly isDangerous = computed(() => this.item().action === 'remove');
}
