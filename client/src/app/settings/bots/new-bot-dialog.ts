import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Bot } from '@api/integrations/bots/bots.dto.ts';
import { limits } from '@api/shared/limits.ts';
import { trimText, withoutDirectionControls } from '@api/shared/visible-text.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Submission } from '../../ui/submission.ts';
import { BotsApi } from './bots-api.ts';

/** Makes a bot of the reader. Closes with it. */
@Component({
  selector: 'parley-new-bot-dialog',
  imports: [MatButton, MatDialogModule, TextField],
  template: `
    <h2 mat-dialog-title>{{ t('bots.add') }}</h2>
    <mat-dialog-content>
      <form id="new-bot" novalidate (submit)="make($event)">
        <parley-text-field
          [label]="t('field.username')"
          [hint]="t('register.username-hint')"
          [problem]="usernameProblem()"
          [(value)]="username"
        />
        <parley-text-field
          [label]="t('bots.name')"
          [hint]="t('bots.name-hint')"
          [maxLength]="maxName"
          [clean]="cleanName"
          [problem]="problems.ofField(submission.failure(), 'displayName')"
          [(value)]="displayName"
        />
        @if (problem(); as text) {
          <p class="problem" role="alert">{{ text }}</p>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="new-bot" [disabled]="submission.busy()" disabledInteractive>
        {{ t('bots.make') }}
      </button>
    </mat-dialog-actions>
  `,
  styleUrl: '../../rooms/dialog-form.scss',
})
export class NewBotDialog {
  private readonly bots = inject(BotsApi);
  private readonly dialog = inject<MatDialogRef<NewBotDialog, Bot>>(MatDialogRef);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly maxName = limits.displayName;
  protected readonly cleanName = withoutDirectionControls;

  protected readonly username = signal('');
  protected readonly displayName = signal('');
  private readonly tried = signal(false);
  protected readonly submission = new Submission(() => `${this.username()}\n${this.displayName()}`);
  protected readonly usernameProblem = computed(() =>
    this.tried() && !trimText(this.username())
      ? this.t('field.required')
      : this.problems.ofField(this.submission.failure(), 'username'),
  );
  /** What is wrong with no field. */
  protected readonly problem = computed(() => {
    const failure = this.submission.failure();
    const isOfField = failure instanceof ApiProblem && Object.keys(failure.fields).length > 0;
    return failure && !isOfField ? this.problems.of(failure) : null;
  });

  protected async make(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const [username, displayName] = [trimText(this.username()), trimText(this.displayName())];
    if (!username) return;
    await this.submission.run(async () => {
      this.dialog.close(await this.bots.make({ username, ...(displayName && { displayName }) }));
    });
  }
}
