import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialog, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { limits } from '@api/shared/limits.ts';
import { MEMBER_ROLES } from '@api/shared/roles.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { confirmed, type Question } from '../ui/feedback/confirm-dialog.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Durations } from '../ui/durations.ts';
import { SelectField } from '../ui/fields/select-field.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { Texts } from '../i18n/texts.ts';
import { Submission } from '../ui/submission.ts';
import { RoomModerationApi } from './room-moderation-api.ts';
import { trimText, withoutDirectionControls } from '@api/shared/visible-text.ts';

/** Times of slow mode to choose from. */
const SLOW_SECONDS = [0, 5, 10, 30, 60, 5 * 60, 15 * 60, 60 * 60, 6 * 60 * 60];

/** Name, topic and code for owners and moderators; archiving and deletion for owners. */
@Component({
  selector: 'parley-room-settings-dialog',
  imports: [MatButton, MatDialogModule, SelectField, TextField],
  templateUrl: './room-settings-dialog.html',
  styleUrl: './dialog-form.scss',
  styles: `
    .save {
      display: flex;
      flex-wrap: wrap;
      justify-content: end;
      gap: 0.5rem;
    }
    // What cannot be taken back, or not easily, stands apart from what is saved.
    .apart {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem;
      margin-top: 1.25rem;
      padding-block: 1rem 0.25rem;
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
    h3 {
      flex-basis: 100%;
      font-size: 0.8125rem;
      font-weight: 600;
      color: var(--mat-sys-on-surface-variant);
    }
    .danger {
      --mat-button-outlined-label-text-color: var(--mat-sys-error);
      --mat-button-outlined-outline-color: var(--mat-sys-error);
    }
  `,
})
export class RoomSettingsDialog {
  private readonly moderationApi = inject(RoomModerationApi);
  private readonly dialog = inject<MatDialogRef<RoomSettingsDialog>>(MatDialogRef);
  private readonly dialogs = inject(MatDialog);
  private readonly problems = inject(ProblemTexts);
  private readonly durations = inject(Durations);
  protected readonly room = inject<Room>(MAT_DIALOG_DATA);
  protected readonly t = inject(Texts).t;
  protected readonly limits = limits;

  protected readonly name = signal(this.room.name);
  protected readonly topic = signal(this.room.topic);
  protected readonly mentionRoomBy = signal(this.room.mentionRoomBy);
  protected readonly postBy = signal(this.room.postBy);
  protected readonly replyBy = signal(this.room.replyBy);
  protected readonly reactBy = signal(this.room.reactBy);
  protected readonly slowSeconds = signal(String(this.room.slowSeconds));
  /** Empty leaves the password unchanged. */
  protected readonly password = signal('');
  /** The lowest role of a setting. */
  protected readonly lowestRoles = computed(() =>
    MEMBER_ROLES.toReversed().map((value) => ({ value, label: this.t(`mention-by.${value}` as const) })),
  );
  /** Also a time that was set otherwise. */
  protected readonly slowTimes = computed(() =>
    [...new Set([...SLOW_SECONDS, this.room.slowSeconds])]
      .toSorted((a, b) => a - b)
      .map((seconds) => ({
        value: String(seconds),
        label:
          seconds === 0 ? this.t('room.slow-off') : this.t('room.slow-time', { time: this.durations.format(seconds) }),
      })),
  );
  private readonly submission = new Submission();
  protected readonly cleanName = withoutDirectionControls;
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;
  protected readonly isOwner = this.room.role === 'owner';
  /** A group conversation needs no name. */
  private readonly isUnnamed = this.room.kind === 'group' && !this.room.name;
  protected readonly nameProblem = computed(() =>
    trimText(this.name()) || this.isUnnamed ? this.problems.ofField(this.failure(), 'name') : this.t('field.required'),
  );
  protected readonly passwordProblem = computed(() =>
    this.password() && this.password().length < limits.passwordMin
      ? this.t('field.password-short', { least: limits.passwordMin })
      : this.problems.ofField(this.failure(), 'password'),
  );
  protected readonly problem = computed(() => (this.failure() ? this.problems.of(this.failure()) : null));

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const password = this.password();
    const name = trimText(this.name());
    const changes = {
      ...(name && { name }),
      topic: trimText(this.topic()),
      ...(this.isOwner && {
        mentionRoomBy: this.mentionRoomBy(),
        postBy: this.postBy(),
        replyBy: this.replyBy(),
        reactBy: this.reactBy(),
        slowSeconds: Number(this.slowSeconds()),
      }),
      ...(password && { password }),
    };
    if ((name || this.isUnnamed) && !this.passwordProblem())
      await this.run(() => this.moderationApi.update(this.room.id, changes));
  }

  protected clearPassword(): Promise<void> {
    const question = {
      title: this.t('room.password-clear'),
      text: this.t('room.password-clear-text'),
      action: this.t('room.password-clear'),
    };
    return this.confirmAndRun(question, () => this.moderationApi.update(this.room.id, { password: '' }));
  }

  protected newCode(): Promise<void> {
    const question = {
      title: this.t('room.new-code'),
      text: this.t('room.new-code-text'),
      action: this.t('room.new-code'),
    };
    return this.confirmAndRun(question, () => this.moderationApi.newCode(this.room.id));
  }

  protected makePrivate(): Promise<void> {
    const question = {
      title: this.t('room.make-private-title', { name: this.room.name }),
      text: this.t('room.make-private-text'),
      action: this.t('room.make-private'),
    };
    return this.confirmAndRun(question, () => this.moderationApi.update(this.room.id, { kind: 'private' }));
  }

  protected archive(): Promise<void> {
    if (this.room.archived) return this.run(() => this.moderationApi.update(this.room.id, { archived: false }));
    const question = {
      title: this.t('room.archive'),
      text: this.t('room.archive-text'),
      action: this.t('room.archive'),
    };
    return this.confirmAndRun(question, () => this.moderationApi.update(this.room.id, { archived: true }));
  }

  protected delete(): Promise<void> {
    const question = {
      title: this.t('room.delete-title', { name: this.room.name }),
      text: this.t('room.delete-text'),
      action: this.t('room.delete'),
    };
    return this.confirmAndRun(question, () => this.moderationApi.delete(this.room.id));
  }

  private async confirmAndRun(question: Question, act: () => Promise<void>): Promise<void> {
    if (await confirmed(this.dialogs, question)) await this.run(act);
  }

  /** Closes the dialog on success. */
  private run(act: () => Promise<void>): Promise<void> {
    return this.submission.run(async () => {
      await act();
      this.dialog.close();
    });
  }
}
