import { Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import type { Session as SessionView } from '@api/auth/auth.dto.ts';
import { parseUserAgent } from '@api/shared/user-agent.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { displayedIp } from '../../ui/ip-address.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import { Dates } from '../../ui/dates.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { Icon } from '../../ui/icon.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { Texts } from '../../i18n/texts.ts';
import { OwnAccountApi } from '../own-account-api.ts';
import { deviceName } from '../../users/device-name.ts';

/** The sessions of the account, that of this device first, with a button to end each. */
@Component({
  selector: 'parley-session-list',
  imports: [Icon, LoadFailure, MatButton, SkeletonRows],
  templateUrl: './session-list.html',
  styleUrls: ['../../ui/page-form.scss', './session-list.scss'],
})
export class SessionList {
  private readonly account = inject(OwnAccountApi);
  private readonly dialog = inject(MatDialog);
  private readonly dates = inject(Dates);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  protected readonly found = resource({ loader: () => this.account.sessions() });
  protected readonly sessions = computed(() =>
    (this.found.hasValue() ? this.found.value() : [])
      .toSorted((a, b) => Number(b.current) - Number(a.current))
      .map((session) => ({
        id: session.id,
        current: session.current,
        isHandheld: parseUserAgent(session.device).isHandheld,
        name: this.name(session),
        line: session.current
          ? this.t('sessions.now')
          : this.t('sessions.last', { time: this.dates.moment(session.lastUsedAt) }),
        since: this.t('sessions.since', { time: this.dates.moment(session.createdAt), ip: displayedIp(session.ip) }),
      })),
  );
  protected readonly endingIds = signal<ReadonlySet<string>>(new Set());
  protected readonly failure = signal<unknown>(null);
  protected readonly announcement = signal('');

  reload(): void {
    this.found.reload();
  }

  protected async end(id: string): Promise<void> {
    const name = this.sessions().find((session) => session.id === id)?.name ?? '';
    this.endingIds.update((ids) => new Set([...ids, id]));
    await this.run(async () => {
      await this.account.endSession(id).catch((error: unknown) => {
        // It has ended meanwhile, which is what was asked for.
        if (!(error instanceof ApiProblem && error.code === 'not_found')) throw error;
      });
      this.found.update((sessions) => sessions?.filter((session) => session.id !== id));
      this.announcement.set(this.t('sessions.ended', { device: name }));
    });
    this.endingIds.update((ids) => new Set([...ids].filter((each) => each !== id)));
  }

  protected async endOthers(): Promise<void> {
    const question = {
      title: this.t('sessions.end-others-title'),
      text: this.t('sessions.end-others-text'),
      action: this.t('sessions.end-others'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.run(async () => {
      await this.account.endOtherSessions();
      this.found.update((sessions) => sessions?.filter((session) => session.current));
    });
  }

  private name({ device }: SessionView): string {
    return deviceName(this.t, device);
  }

  private async run(action: () => Promise<void>): Promise<void> {
    this.failure.set(null);
    try {
      await action();
    } catch (error) {
      this.failure.set(error);
    }
  }
}
