import { Component, computed, inject, resource } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import type { Account } from '@api/admin/admin.dto.ts';
import type { AttentionCount } from '@api/notifications/attention/attention.dto.ts';
import { Texts } from '../../i18n/texts.ts';
import { AttentionTexts } from '../../notifications/attention-texts.ts';
import { Dates } from '../../ui/dates.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { AccountsAdminApi } from './accounts-admin-api.ts';

/** How often a person was or was not notified in the last two weeks, and why. Messages are not named. */
@Component({
  selector: 'parley-attention-counts-dialog',
  imports: [LoadFailure, MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ t('attention.counts-title', { name: account.displayName }) }}</h2>
    <mat-dialog-content>
      @if (found.error()) {
        <parley-load-failure [error]="found.error()" (retry)="found.reload()" />
      } @else if (!found.hasValue()) {
        <p role="status">{{ t('loading') }}</p>
      } @else {
        @for (day of days(); track day.day) {
          <h3>{{ dates.day(day.day) }}</h3>
          <ul>
            @for (row of day.rows; track row.channel + row.outcome + row.reason) {
              <li>
                <b>{{ texts.count('attention.times', row.count) }}</b>
                {{ attention.outcome(row.channel, row.outcome) }} {{ attention.reason(row.reason) }}
              </li>
            }
          </ul>
        } @empty {
          <p>{{ t('attention.counts-none') }}</p>
        }
        <p class="hint">{{ t('attention.counts-kept') }}</p>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('close') }}</button>
    </mat-dialog-actions>
  `,
  styleUrl: '../../notifications/attention-dialogs.scss',
})
export class AttentionCountsDialog {
  private readonly api = inject(AccountsAdminApi);
  protected readonly account = inject<Account>(MAT_DIALOG_DATA);
  protected readonly attention = inject(AttentionTexts);
  protected readonly dates = inject(Dates);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  protected readonly found = resource({ loader: () => this.api.attention(this.account.id) });
  protected readonly days = computed(() => {
    const items = this.found.hasValue() ? this.found.value().items : [];
    // Noon, so that the day is the same one in most zones.
    const byDay = Map.groupBy(items, ({ day }: AttentionCount) => `${day}T12:00:00Z`);
    return [...byDay].map(([day, rows]) => ({ day, rows }));
  });
}
