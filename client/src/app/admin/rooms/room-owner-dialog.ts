import { Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { AdministeredRoom } from '@api/rooms/administration/room-administration.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { ChoiceField, type DescribedChoice } from '../../ui/fields/choice-field.ts';
import { Submission } from '../../ui/submission.ts';
import { RoomsAdminApi } from './rooms-admin-api.ts';

export interface GivenOwner {
  room: AdministeredRoom;
  person: UserSummary;
}

/** Makes a member the owner of a room that has none who can act. */
@Component({
  selector: 'parley-room-owner-dialog',
  imports: [ChoiceField, LoadFailure, MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ t('admin.room-owner-title', { name: room.name }) }}</h2>
    <mat-dialog-content>
      <form id="room-owner" novalidate (submit)="give($event)">
        @if (answer.error()) {
          <parley-load-failure [error]="answer.error()" (retry)="answer.reload()" />
        } @else if (answer.hasValue() && people().length === 0) {
          <p>{{ t('admin.room-owner-none') }}</p>
        } @else if (answer.hasValue()) {
          <p>{{ t('admin.room-owner-text') }}</p>
          <parley-choice-field [label]="t('admin.people')" [choices]="choices()" [(value)]="chosen" />
        } @else {
          <p role="status">{{ t('loading') }}</p>
        }
        @if (failure()) {
          <p class="problem" role="alert">{{ problems.of(failure()) }}</p>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="room-owner" [disabled]="busy() || !chosen()" disabledInteractive>
        {{ t('admin.room-owner-action') }}
      </button>
    </mat-dialog-actions>
  `,
  styleUrl: '../../rooms/dialog-form.scss',
})
export class RoomOwnerDialog {
  private readonly rooms = inject(RoomsAdminApi);
  private readonly dialog = inject<MatDialogRef<RoomOwnerDialog, GivenOwner>>(MatDialogRef);
  protected readonly room = inject<AdministeredRoom>(MAT_DIALOG_DATA);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  protected readonly answer = resource({ loader: () => this.rooms.candidates(this.room.id) });
  protected readonly people = computed(() => (this.answer.hasValue() ? this.answer.value().items : []));
  protected readonly choices = computed(() =>
    this.people().map(({ id, displayName, username }): DescribedChoice<string> => ({
      value: id,
      label: displayName,
      text: `@${username}`,
    })),
  );
  protected readonly chosen = signal('');
  private readonly submission = new Submission(() => this.chosen());
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;

  protected async give(event: Event): Promise<void> {
    event.preventDefault();
    const person = this.people().find(({ id }) => id === this.chosen());
    if (!person) return;
    await this.submission.run(async () => {
      this.dialog.close({ room: await this.rooms.giveOwner(this.room.id, person.id), person });
    });
  }
}
