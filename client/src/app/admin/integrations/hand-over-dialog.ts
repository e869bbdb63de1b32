import { Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { AdministeredBot } from '@api/integrations/administration/integrations-administration.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { trimText } from '@api/shared/visible-text.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { RoomsStore } from '../../rooms/rooms-store.ts';
import { BotsApi } from '../../settings/bots/bots-api.ts';
import { debounced } from '../../ui/debounced.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { ChoiceField, type DescribedChoice } from '../../ui/fields/choice-field.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Submission } from '../../ui/submission.ts';

/** People who are offered: the name of another is typed in full. */
const MAX_SHOWN = 6;

/** Gives a bot to a person who answers for it from then on. Closes with that person. */
@Component({
  selector: 'parley-hand-over-dialog',
  imports: [ChoiceField, LoadFailure, MatButton, MatDialogModule, TextField],
  template: `
    <h2 mat-dialog-title>{{ t('integrations.hand-over-title', { name: bot.displayName }) }}</h2>
    <mat-dialog-content>
      <form id="hand-over" novalidate (submit)="give($event)">
        <p>{{ t('integrations.hand-over-text') }}</p>
        <parley-text-field type="search" inputMode="search" [label]="t('people.search')" [(value)]="query" />
        @if (found.error()) {
          <parley-load-failure [error]="found.error()" (retry)="found.reload()" />
        } @else if (choices().length) {
          <parley-choice-field [label]="t('admin.people')" [choices]="choices()" [(value)]="chosen" />
        } @else if (found.hasValue() && !found.isLoading()) {
          <p role="status">{{ t('people.none') }}</p>
        }
        @if (submission.failure(); as failure) {
          <p class="problem" role="alert">{{ problems.of(failure) }}</p>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button
        matButton="filled"
        type="submit"
        form="hand-over"
        [disabled]="submission.busy() || !person()"
        disabledInteractive
      >
        {{ t('integrations.hand-over-action') }}
      </button>
    </mat-dialog-actions>
  `,
  styleUrl: '../../rooms/dialog-form.scss',
})
export class HandOverDialog {
  private readonly bots = inject(BotsApi);
  private readonly rooms = inject(RoomsStore);
  private readonly dialog = inject<MatDialogRef<HandOverDialog, UserSummary>>(MatDialogRef);
  protected readonly bot = inject<AdministeredBot>(MAT_DIALOG_DATA);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  protected readonly query = signal('');
  private readonly settled = debounced(this.query, 250);
  protected readonly found = resource({
    params: () => ({ q: trimText(this.settled()).replace(/^@/, '') }),
    loader: ({ params }) => this.rooms.people(params.q),
  });
  /** Bots and guests answer for nobody. */
  private readonly people = computed(() =>
    (this.found.hasValue() ? this.found.value().items : [])
      .filter(({ id, bot, role }) => id !== this.bot.ownerId && !bot && role !== 'guest')
      .slice(0, MAX_SHOWN),
  );
  protected readonly choices = computed(() =>
    this.people().map(({ id, displayName, username }): DescribedChoice<string> => ({
      value: id,
      label: displayName,
      text: `@${username}`,
    })),
  );
  protected readonly chosen = signal('');
  /** Only one who is seen on the list. */
  protected readonly person = computed(() => this.people().find(({ id }) => id === this.chosen()));
  protected readonly submission = new Submission(() => this.chosen());

  protected async give(event: Event): Promise<void> {
    event.preventDefault();
    const person = this.person();
    if (!person) return;
    await this.submission.run(async () => {
      await this.bots.change(this.bot.id, { ownerId: person.id });
      this.dialog.close(person);
    });
  }
}
