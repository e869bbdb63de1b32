import { Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import type { Session as Place } from '@api/auth/auth.dto.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { displayedIp } from '../ui/ip-address.ts';
import { confirmed } from '../ui/feedback/confirm-dialog.ts';
import { Dates } from '../ui/dates.ts';
import { EmptyState } from '../ui/feedback/empty-state.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { SkeletonRows } from '../ui/feedback/skeleton-rows.ts';
import { Texts } from '../i18n/texts.ts';
import { parseUserAgent } from './user-agent.ts';
import { OwnAccountApi } from './own-account-api.ts';

/** Where one is signed in, the device at hand first, and the way to end each. */
@Component({
  selector: 'parley-session-list',
  imports: [EmptyState, Icon, MatButton, SkeletonRows],
  templateUrl: './session-list.html',
  styleUrls: ['../ui/page-form.scss', './session-list.scss'],
})
export class SessionList {
  private readonly account = inject(OwnAccountApi);
  private readonly dialog = inject(MatDialog);
  private readonly dates = inject(Dates);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  protected readonly found = resource({ loader: () => this.account.sessions() });
  protected readonly places = computed(() =>
    (this.found.hasValue() ? this.found.value() : [])
      .toSorted((a, b) => Number(b.current) - Number(a.current))
      .map((place) => ({
        id: place.id,
        current: place.current,
        handheld: parseUserAgent(place.device).handheld,
        name: this.name(place),
        line: place.current
          ? this.t('sessions.now')
          : this.t('sessions.last', { time: this.dates.moment(place.lastUsedAt) }),
        since: this.t('sessions.since', { time: this.dates.moment(place.createdAt), ip: displayedIp(place.ip) }),
      })),
  );
  protected readonly ending = signal<ReadonlySet<string>>(new Set());
  protected readonly failure = signal<unknown>(null);
  protected readonly said = signal('');

  reload(): void {
    this.found.reload();
  }

  protected async end(id: string): Promise<void> {
    const name = this.places().find((place) => place.id === id)?.name ?? '';
    this.ending.update((ids) => new Set([...ids, id]));
    await this.go(async () => {
      await this.account.endSession(id).catch((error: unknown) => {
        // It has ended by itself meanwhile: all is as wished.
        if (!(error instanceof ApiProblem && error.code === 'not_found')) throw error;
      });
      this.found.update((places) => places?.filter((place) => place.id !== id));
      this.said.set(this.t('sessions.ended', { device: name }));
    });
    this.ending.update((ids) => new Set([...ids].filter((each) => each !== id)));
  }

  protected async endOthers(): Promise<void> {
    const question = {
      title: this.t('sessions.end-others-title'),
      text: this.t('sessions.end-others-text'),
      action: this.t('sessions.end-others'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.go(async () => {
      await this.account.endOtherSessions();
      this.found.update((places) => places?.filter((place) => place.current));
    });
  }

  private name({ device }: Place): string {
    const { browser, system } = parseUserAgent(device);
    if (browser && system) return this.t('sessions.device', { browser, system });
    return browser ?? system ?? this.t('sessions.unknown');
  }

  private async go(act: () => Promise<void>): Promise<void> {
    this.failure.set(null);
    try {
      await act();
    } catch (error) {
      this.failure.set(error);
    }
  }
}
