import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Group } from '@api/groups/groups.dto.ts';
import type { GroupMentionRole } from '@api/shared/groups.policy.ts';
import { limits } from '@api/shared/limits.ts';
import { trimText, withoutDirectionControls } from '@api/shared/visible-text.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { SelectField } from '../../ui/fields/select-field.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Submission } from '../../ui/submission.ts';
import { GroupsApi } from './groups-api.ts';

const MENTION_ROLES = ['member', 'moderator', 'admin'] as const satisfies GroupMentionRole[];

/** Makes a group, or changes the given one. Closes with the group. */
@Component({
  selector: 'parley-group-dialog',
  imports: [MatButton, MatDialogModule, SelectField, TextField],
  template: `
    <h2 mat-dialog-title>{{ t(group ? 'groups.edit' : 'groups.new') }}</h2>
    <mat-dialog-content>
      <form id="group" novalidate (submit)="save($event)">
        <parley-text-field
          [label]="t('groups.handle')"
          [hint]="t('groups.handle-hint')"
          [problem]="handleProblem()"
          [(value)]="handle"
        />
        <parley-text-field
          [label]="t('groups.name')"
          [maxLength]="limits.groupName"
          [clean]="cleanName"
          [problem]="nameProblem()"
          [(value)]="name"
        />
        <parley-text-field
          [label]="t('groups.description')"
          [maxLength]="limits.groupDescription"
          [(value)]="description"
        />
        <parley-select-field [label]="t('groups.mention-by')" [choices]="mentionRoles" [(value)]="mentionBy" />
        @if (submission.failure(); as failure) {
          <p class="problem" role="alert">{{ problems.of(failure) }}</p>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="group" [disabled]="submission.busy()" disabledInteractive>
        {{ t(group ? 'groups.save' : 'groups.create') }}
      </button>
    </mat-dialog-actions>
  `,
  styleUrl: '../../rooms/dialog-form.scss',
})
export class GroupDialog {
  private readonly groups = inject(GroupsApi);
  private readonly dialog = inject<MatDialogRef<GroupDialog, Group>>(MatDialogRef);
  protected readonly group = inject<Group | null>(MAT_DIALOG_DATA);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly limits = limits;
  protected readonly cleanName = withoutDirectionControls;
  protected readonly submission = new Submission();
  protected readonly mentionRoles = MENTION_ROLES.map((value) => ({
    value,
    label: this.t(`groups.mention-by.${value}`),
  }));

  protected readonly handle = signal(this.group?.handle ?? '');
  protected readonly name = signal(this.group?.name ?? '');
  protected readonly description = signal(this.group?.description ?? '');
  protected readonly mentionBy = signal<GroupMentionRole>(this.group?.mentionBy ?? 'member');
  private readonly tried = signal(false);
  protected readonly handleProblem = computed(() => this.problemOf('handle', this.written()));
  protected readonly nameProblem = computed(() => this.problemOf('name', trimText(this.name())));

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const [handle, name, description] = [this.written(), trimText(this.name()), trimText(this.description())];
    if (!handle || !name) return;
    const group = { handle, name, description, mentionBy: this.mentionBy() };
    await this.submission.run(async () => {
      const saved = this.group ? this.groups.update(this.group.id, group) : this.groups.create(group);
      this.dialog.close(await saved);
    });
  }

  /** Without the sign by which it is mentioned. */
  private written(): string {
    return trimText(this.handle()).replace(/^@/, '');
  }

  private problemOf(field: 'handle' | 'name', value: string): string | null {
    return this.tried() && !value ? this.t('field.required') : this.problems.ofField(this.submission.failure(), field);
  }
}
