import { Component, inject } from '@angular/core';
import { Texts } from '../../i18n/texts.ts';
import { ReportList } from '../../reports/report-list.ts';

/** The reported messages of all rooms. */
@Component({
  selector: 'parley-admin-reports-page',
  imports: [ReportList],
  template: `
    <section>
      <h2>{{ t('report.list') }}</h2>
      <p class="lead">{{ t('admin.reports-text') }}</p>
      <parley-report-list path="/admin/reports" [namesRoom]="true" />
    </section>
  `,
  styleUrl: '../../ui/page-form.scss',
})
export class ReportsPage {
  protected readonly t = inject(Texts).t;
}
