import { Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Group } from '@api/groups/groups.dto.ts';
import type { AddedHistory } from '@api/rooms/members/members.dto.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { Session } from '../../auth/session.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { ChoiceField } from '../../ui/fields/choice-field.ts';
import { Submission } from '../../ui/submission.ts';
import { RoomModerationApi } from '../room-moderation-api.ts';
import { PeoplePicker } from './people-picker.ts';

/** The order in which they are offered: the first reveals less. */
const ADDED_HISTORIES = ['now', 'all'] as const;

/** Adds people to a room, who need no code then; in a group conversation the user says what they see of it. */
@Component({
  selector: 'parley-add-people-dialog',
  imports: [ChoiceField, MatButton, MatDialogModule, PeoplePicker],
  template: `
    <h2 mat-dialog-title>{{ t('member.add') }}</h2>
    <mat-dialog-content>
      <div class="body">
        <parley-people-picker
          [withBots]="!isConversation"
          [withGroups]="!isGuest()"
          [label]="t(isGuest() ? 'people.search' : 'people.search-groups')"
          [(chosen)]="chosen"
          [(groups)]="groups"
        />
        @if (groups().length > 0) {
          <p class="hint">{{ t('absent.group-snapshot') }}</p>
        }
        @if (isConversation) {
          <parley-choice-field [label]="t('group.history')" [choices]="histories" [(value)]="history" />
        }
        @if (submission.failure(); as failure) {
          <p class="problem" role="alert">{{ problems.of(failure) }}</p>
        }
      </div>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button
        matButton="filled"
        type="button"
        [disabled]="chosen().length + groups().length === 0 || submission.busy()"
        disabledInteractive
        (click)="add()"
      >
        {{ t('member.add-done') }}
      </button>
    </mat-dialog-actions>
  `,
  styleUrl: '../dialog-form.scss',
})
export class AddPeopleDialog {
  private readonly api = inject(RoomModerationApi);
  private readonly dialog = inject<MatDialogRef<AddPeopleDialog>>(MatDialogRef);
  private readonly room = inject<Room>(MAT_DIALOG_DATA);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly submission = new Submission();
  protected readonly isConversation = this.room.kind === 'group';
  protected readonly histories = ADDED_HISTORIES.map((value) => ({ value, label: this.t(`group.history.${value}`) }));
  protected readonly history = signal<AddedHistory>('now');
  protected readonly isGuest = inject(Session).isGuest;
  protected readonly chosen = signal<readonly UserSummary[]>([]);
  protected readonly groups = signal<readonly Group[]>([]);

  protected async add(): Promise<void> {
    const invited = { people: this.chosen(), groups: this.groups() };
    if (invited.people.length + invited.groups.length === 0) return;
    await this.submission.run(async () => {
      await this.api.addMembers(this.room.id, invited, this.isConversation ? this.history() : undefined);
      this.dialog.close();
    });
  }
}
