import { Component, effect, inject, resource } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Session } from '../auth/session.ts';
import { Dates } from '../ui/dates.ts';
import { LoadFailure } from '../ui/feedback/load-failure.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { SkeletonRows } from '../ui/feedback/skeleton-rows.ts';
import { Texts } from '../i18n/texts.ts';
import { Submission } from '../ui/submission.ts';
import { OwnAccountApi } from './own-account-api.ts';
import { saveFile } from '../ui/save-file.ts';

/** Time between two checks whether the file is ready. */
const POLL_MS = 3000;

/** Exports everything that the server stores about the reader, as a file. */
@Component({
  selector: 'parley-data-page',
  imports: [LoadFailure, MatButton, SkeletonRows],
  template: `
    <section>
      <h2>{{ t('settings.data') }}</h2>
      <p class="lead">{{ t('data.text') }}</p>
      @if (failure()) {
        <p class="problem" role="alert">{{ problems.of(failure()) }}</p>
      }
      @if (found.error()) {
        <parley-load-failure [error]="found.error()" (retry)="found.reload()" />
      } @else if (!found.hasValue()) {
        <parley-skeleton-rows [count]="1" />
      } @else {
        <p role="status">
          @if (found.value().readyAt; as readyAt) {
            {{ t('data.ready', { time: dates.moment(readyAt) }) }}
          } @else if (found.value().requestedAt) {
            {{ t(session.isGuest() ? 'data.making-guest' : 'data.making') }}
          }
        </p>
        <div class="done">
          @if (found.value().readyAt) {
            <button matButton="filled" type="button" [disabled]="busy()" disabledInteractive (click)="download()">
              {{ t(busy() ? 'data.busy' : 'data.download') }}
            </button>
            <button matButton type="button" [disabled]="busy()" disabledInteractive (click)="ask()">
              {{ t('data.ask-again') }}
            </button>
          } @else if (!found.value().requestedAt) {
            <button matButton="filled" type="button" [disabled]="busy()" disabledInteractive (click)="ask()">
              {{ t('data.ask') }}
            </button>
          }
        </div>
      }
    </section>
  `,
  styleUrl: '../ui/page-form.scss',
})
export class DataPage {
  private readonly account = inject(OwnAccountApi);
  protected readonly session = inject(Session);
  protected readonly dates = inject(Dates);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  protected readonly found = resource({ loader: () => this.account.exportState() });
  private readonly submission = new Submission();
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;

  constructor() {
    effect((onCleanup) => {
      const state = this.found.hasValue() ? this.found.value() : null;
      if (!state?.requestedAt || state.readyAt) return;
      const timer = setTimeout(() => void this.poll(), POLL_MS);
      onCleanup(() => clearTimeout(timer));
    });
  }

  protected ask(): Promise<void> {
    return this.submission.run(async () => this.found.set(await this.account.requestExport()));
  }

  protected download(): Promise<void> {
    return this.submission.run(async () => {
      // The file may have expired; and this request renews the token where needed, which that of the file cannot.
      const state = await this.account.exportState();
      this.found.set(state);
      if (state.readyAt) saveFile(await this.account.exportedData(), 'parley-data.json');
    });
  }

  private async poll(): Promise<void> {
    try {
      this.found.set(await this.account.exportState());
    } catch {
      // No answer: the known state stays, and setting it again starts the next poll.
      this.found.update((state) => state && { ...state });
    }
  }
}
