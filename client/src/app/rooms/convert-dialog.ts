import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { limits } from '@api/shared/limits.ts';
import { trimText, withoutDirectionControls } from '@api/shared/visible-text.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { Submission } from '../ui/submission.ts';
import { RoomModerationApi } from './room-moderation-api.ts';

/** Asks for the name of the private room that a group conversation becomes. */
@Component({
  selector: 'parley-convert-dialog',
  imports: [MatButton, MatDialogModule, TextField],
  template: `
    <h2 mat-dialog-title>{{ t('group.convert') }}</h2>
    <mat-dialog-content>
      <form id="convert" novalidate (submit)="convert($event)">
        <p>{{ t('group.convert-text') }}</p>
        <parley-text-field
          [label]="t('rooms.name')"
          [maxLength]="limits.roomName"
          [clean]="cleanName"
          [problem]="nameProblem()"
          [(value)]="name"
        />
        @if (submission.failure(); as failure) {
          <p class="problem" role="alert">{{ problems.of(failure) }}</p>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="convert" [disabled]="submission.busy()" disabledInteractive>
        {{ t('group.convert-done') }}
      </button>
    </mat-dialog-actions>
  `,
  styleUrl: './dialog-form.scss',
})
export class ConvertDialog {
  private readonly api = inject(RoomModerationApi);
  private readonly dialog = inject<MatDialogRef<ConvertDialog>>(MatDialogRef);
  private readonly room = inject<Room>(MAT_DIALOG_DATA);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly limits = limits;
  protected readonly cleanName = withoutDirectionControls;
  protected readonly submission = new Submission();
  protected readonly name = signal(this.room.name);
  private readonly tried = signal(false);
  protected readonly nameProblem = computed(() =>
    this.tried() && !trimText(this.name())
      ? this.t('field.required')
      : this.problems.ofField(this.submission.failure(), 'name'),
  );

  protected async convert(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const name = trimText(this.name());
    if (!name) return;
    await this.submission.run(async () => {
      await this.api.convert(this.room.id, name);
      this.dialog.close();
    });
  }
}
