import { Component, inject, signal } from '@angular/core';
import { Texts } from '../i18n/texts.ts';
import { SidebarWidth } from './sidebar-width.ts';

const KEY_STEP_PX = 16;

/** The edge of the room list: dragged or moved by the arrow keys, hidden by a double click or Enter. */
@Component({
  selector: 'parley-sidebar-divider',
  host: {
    role: 'separator',
    tabindex: '0',
    'aria-orientation': 'vertical',
    '[attr.aria-label]': "t('rooms.divider')",
    '[attr.aria-valuemin]': '0',
    '[attr.aria-valuemax]': 'width.bounds.max',
    '[attr.aria-valuenow]': 'width.px()',
    '[class.dragged]': 'isDragged()',
    '(pointerdown)': 'grab($event)',
    '(pointermove)': 'drag($event)',
    '(pointerup)': 'isDragged.set(false)',
    '(pointercancel)': 'isDragged.set(false)',
    '(dblclick)': 'width.toggle()',
    '(keydown)': 'onKeydown($event)',
  },
  template: '',
  styles: `
    :host {
      position: absolute;
      inset-block: 0;
      inset-inline-end: -0.25rem;
      z-index: 4;
      width: 0.5rem;
      cursor: col-resize;
      touch-action: none;
    }
    :host::after {
      content: '';
      position: absolute;
      inset-block: 0;
      inset-inline-start: 0.1875rem;
      width: 2px;
      transition: background 120ms;
    }
    :host(:hover)::after,
    :host(.dragged)::after {
      background: var(--mat-sys-primary);
    }
    :host(:focus-visible) {
      outline-offset: -2px;
    }
    @media (max-width: 47.99rem) {
      :host {
        display: none;
      }
    }
  `,
})
export class SidebarDivider {
  protected readonly t = inject(Texts).t;
  protected readonly width = inject(SidebarWidth);
  protected readonly isDragged = signal(false);

  protected grab({ button, pointerId, target }: PointerEvent): void {
    if (button !== 0 || !(target instanceof Element)) return;
    target.setPointerCapture(pointerId);
    this.isDragged.set(true);
  }

  protected drag({ clientX }: PointerEvent): void {
    if (this.isDragged()) this.width.set(document.dir === 'rtl' ? window.innerWidth - clientX : clientX);
  }

  protected onKeydown(event: KeyboardEvent): void {
    const forward = document.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const back = document.dir === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
    if (event.key === forward) this.width.set(Math.max(this.width.px(), this.width.bounds.min) + KEY_STEP_PX);
    else if (event.key === back && !this.width.isHidden()) this.width.set(this.width.px() - KEY_STEP_PX);
    else if (event.key === 'Enter') this.width.toggle();
    else return;
    event.preventDefault();
  }
}
