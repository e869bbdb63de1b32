import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import type { Report, ReportPage, ReportState } from '@api/reports/reports.dto.ts';
import type { ReportDecision } from '@api/shared/reports.policy.ts';
import { Api } from '../api/api.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { MessageBody } from '../markdown/message-body.ts';
import { Dates } from '../ui/dates.ts';
import { confirmed } from '../ui/feedback/confirm-dialog.ts';
import { EmptyState } from '../ui/feedback/empty-state.ts';
import { ListEnd } from '../ui/feedback/list-end.ts';
import { LoadFailure } from '../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../ui/feedback/skeleton-rows.ts';
import { SelectField } from '../ui/fields/select-field.ts';
import { Submission } from '../ui/submission.ts';
import { pagedList } from '../ui/paged-list.ts';
import { personName } from '../users/person-name.ts';
import { OpenReportsStore } from './open-reports-store.ts';

/** Reports, of a room or of all, and what can be decided about each. */
@Component({
  selector: 'parley-report-list',
  imports: [EmptyState, ListEnd, LoadFailure, MatButton, MessageBody, SelectField, SkeletonRows],
  templateUrl: './report-list.html',
  styleUrl: './report-list.scss',
})
export class ReportList {
  private readonly api = inject(Api);
  private readonly dialog = inject(MatDialog);
  private readonly store = inject(OpenReportsStore);
  protected readonly problems = inject(ProblemTexts);
  protected readonly dates = inject(Dates);
  protected readonly t = inject(Texts).t;

  /** The route that lists them. */
  readonly path = input.required<string>();
  /** Whether to say in which room each was. */
  readonly namesRoom = input(false);

  protected readonly state = signal<ReportState>('open');
  protected readonly announcement = signal('');
  protected readonly submission = new Submission();
  protected readonly states = computed(() =>
    (['open', 'decided'] as const).map((value) => ({ value, label: this.t(`report.state.${value}`) })),
  );
  protected readonly list = pagedList(
    () => ({ path: this.path(), state: this.state() }),
    ({ path, state }, cursor) => this.api.get<ReportPage>(path, { state, cursor }),
  );
  protected readonly rows = computed(() =>
    this.list.items().map((report) => ({
      report,
      author: this.nameOf(report.author),
      about: this.aboutOf(report),
      outcome: report.decision && this.outcomeOf(report, report.decision),
    })),
  );

  constructor() {
    let known = this.store.version();
    effect(() => {
      const version = this.store.version();
      if (version === known) return;
      known = version;
      untracked(() => this.list.reload());
    });
  }

  protected async decide(report: Report, decision: ReportDecision): Promise<void> {
    if (decision === 'removed' && !(await this.confirmed())) return;
    await this.submission.run(async () => {
      await this.api.patch(`/reports/${report.id}`, { decision });
      // A decision is for all reports of the message.
      this.list.change((items) => items.filter(({ messageId }) => messageId !== report.messageId));
      this.announcement.set(this.t(`report.decided.${decision}`));
      this.store.refreshSoon();
    });
    if (this.submission.failure()) this.list.reload();
  }

  private confirmed(): Promise<boolean> {
    return confirmed(this.dialog, {
      title: this.t('message.remove-title'),
      text: this.t('report.remove-text'),
      action: this.t('message.remove'),
    });
  }

  private nameOf(person: Report['author']): string {
    return person ? personName(person) : this.t('somebody');
  }

  private aboutOf({ reason, reporter, createdAt, roomName }: Report): string {
    const values = { name: this.nameOf(reporter), time: this.dates.moment(createdAt), room: roomName };
    const reported = this.t('report.by', { ...values, reason: this.t(`report.reason.${reason}`) });
    if (!this.namesRoom()) return reported;
    return `${reported} · ${roomName ? this.t('report.in', values) : this.t('report.in-conversation')}`;
  }

  private outcomeOf({ decidedBy, decidedAt }: Report, decision: ReportDecision): string {
    const time = decidedAt ? this.dates.moment(decidedAt) : '';
    return this.t('report.outcome', { what: this.t(`report.decided.${decision}`), name: this.nameOf(decidedBy), time });
  }
}
