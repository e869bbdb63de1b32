import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { Texts } from '../i18n/texts.ts';
import { Icon } from '../ui/icon.ts';
import { OpenReportsStore } from './open-reports-store.ts';
import { RoomReports } from './room-reports.ts';

/** Says to those who moderate a room that reports wait for them. */
@Component({
  selector: 'parley-open-reports-line',
  imports: [Icon, MatButton],
  template: `
    @if (count()) {
      <p role="status">
        <parley-icon name="flag" />
        <span>{{ texts.count('report.waiting', count()) }}</span>
        <button matButton type="button" (click)="reports.open(room())">{{ t('report.look') }}</button>
      </p>
    }
  `,
  styleUrl: '../ui/feedback/banner.scss',
  // It stands above the composer, not at the edge of the screen.
  styles: `
    p {
      padding-block: 0.125rem;
    }
  `,
})
export class OpenReportsLine {
  private readonly store = inject(OpenReportsStore);
  protected readonly reports = inject(RoomReports);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  readonly room = input.required<Room>();
  protected readonly count = computed(() => this.store.inRoom(this.room().id));
}
