import { ChangeDetectorRef, Component, inject, output, signal, viewChild } from '@angular/core';
import { MatMenuModule, MatMenuTrigger } from '@angular/material/menu';
import { InertClosedMenu } from '../../ui/inert-closed-menu.ts';
import { Icon } from '../../ui/icon.ts';
import { type TextKey, Texts } from '../../i18n/texts.ts';

/** Where to go from the separator of a day. */
export type DayJump = 'today' | 'yesterday' | 'week' | 'beginning' | 'pick';

const JUMPS: readonly { jump: DayJump; text: TextKey }[] = [
  { jump: 'today', text: 'date.today' },
  { jump: 'yesterday', text: 'date.yesterday' },
  { jump: 'week', text: 'date.week-ago' },
  { jump: 'beginning', text: 'date.beginning' },
];

/** The menu of all separators of days: jumps to another day. */
@Component({
  selector: 'parley-day-menu',
  imports: [Icon, InertClosedMenu, MatMenuModule],
  template: `
    <span
      #trigger="matMenuTrigger"
      class="anchor"
      aria-hidden="true"
      [style.left.px]="anchorRect()?.left"
      [style.top.px]="anchorRect()?.top"
      [style.width.px]="anchorRect()?.width"
      [style.height.px]="anchorRect()?.height"
      [matMenuTriggerFor]="menu"
      [matMenuTriggerRestoreFocus]="false"
      (menuClosed)="opener?.focus()"
    ></span>
    <mat-menu #menu="matMenu">
      <ng-template matMenuContent>
        @for (each of jumps; track each.jump) {
          <button mat-menu-item (click)="jump.emit(each.jump)">{{ t(each.text) }}</button>
        }
        <button mat-menu-item (click)="jump.emit('pick')">
          <span class="item"><parley-icon name="calendar" />{{ t('date.pick') }}</span>
        </button>
      </ng-template>
    </mat-menu>
  `,
  styles: `
    .anchor {
      position: fixed;
      pointer-events: none;
    }
  `,
})
export class DayMenu {
  private readonly changes = inject(ChangeDetectorRef);
  protected readonly t = inject(Texts).t;
  readonly jump = output<DayJump>();
  protected readonly jumps = JUMPS;
  protected readonly anchorRect = signal<DOMRect | null>(null);
  protected opener: HTMLElement | null = null;
  private readonly trigger = viewChild.required('trigger', { read: MatMenuTrigger });

  open(beside: HTMLElement): void {
    this.opener = beside;
    this.anchorRect.set(beside.getBoundingClientRect());
    this.changes.detectChanges();
    this.trigger().openMenu();
  }
}
