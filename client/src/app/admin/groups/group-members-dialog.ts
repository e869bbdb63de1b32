import { Component, inject, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import type { Group } from '@api/groups/groups.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { Texts } from '../../i18n/texts.ts';
import { PeoplePicker } from '../../rooms/members/people-picker.ts';
import { ListAction, ListActionOutcome } from '../../ui/feedback/list-action.ts';
import { ListEnd } from '../../ui/feedback/list-end.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { Icon } from '../../ui/icon.ts';
import { pagedList } from '../../ui/paged-list.ts';
import { Avatar } from '../../users/avatar.ts';
import { GroupsApi } from './groups-api.ts';

/** The people of a group: adds and removes them. */
@Component({
  selector: 'parley-group-members-dialog',
  imports: [
    Avatar,
    Icon,
    ListActionOutcome,
    ListEnd,
    LoadFailure,
    MatButton,
    MatDialogModule,
    MatIconButton,
    PeoplePicker,
    SkeletonRows,
  ],
  template: `
    <h2 mat-dialog-title>{{ t('groups.people-of', { handle: '@' + group.handle }) }}</h2>
    <mat-dialog-content>
      <div class="body">
        <p>{{ t('groups.people-text') }}</p>
        <parley-people-picker [label]="t('people.search')" [(chosen)]="chosen" />
        @if (chosen().length > 0) {
          <button matButton="filled" type="button" class="add" (click)="add()">{{ t('groups.add') }}</button>
        }
        <parley-list-action-outcome [action]="action" />
        @if (list.error()) {
          <parley-load-failure [error]="list.error()" (retry)="list.reload()" />
        } @else if (!list.loaded()) {
          <parley-skeleton-rows [count]="2" />
        } @else if (list.items().length === 0) {
          <p>{{ t('groups.nobody') }}</p>
        } @else {
          <ul [attr.aria-label]="t('groups.people')">
            @for (person of list.items(); track person.id) {
              <li>
                <parley-avatar [id]="person.id" [name]="person.displayName" [url]="person.avatarUrl" [size]="32" />
                <span class="words">
                  <span class="name" dir="auto">{{ person.displayName }}</span>
                  <small dir="auto">{{ '@' + person.username }}</small>
                </span>
                <button
                  matIconButton
                  type="button"
                  [attr.aria-label]="t('groups.remove-person', { name: person.displayName })"
                  (click)="remove(person)"
                >
                  <parley-icon name="close" />
                </button>
              </li>
            }
          </ul>
          <parley-list-end [list]="list" />
        }
      </div>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton="tonal" type="button" mat-dialog-close>{{ t('close') }}</button>
    </mat-dialog-actions>
  `,
  styleUrls: ['../../rooms/dialog-form.scss', '../rows.scss'],
  styles: `
    .add {
      align-self: start;
    }
  `,
})
export class GroupMembersDialog {
  private readonly groups = inject(GroupsApi);
  protected readonly group = inject<Group>(MAT_DIALOG_DATA);
  protected readonly t = inject(Texts).t;
  protected readonly chosen = signal<readonly UserSummary[]>([]);
  protected readonly action = new ListAction();
  protected readonly list = pagedList(
    () => this.group.id,
    (id, cursor) => this.groups.members(id, cursor),
  );

  /** Those who could not be added stay chosen. */
  protected add(): Promise<void> {
    return this.action.run(async () => {
      try {
        for (const person of this.chosen()) {
          await this.groups.addMember(this.group.id, person.id);
          this.chosen.update((chosen) => chosen.filter(({ id }) => id !== person.id));
          this.action.announce(this.t('groups.added', { name: person.displayName }));
        }
      } finally {
        this.list.reload();
      }
    });
  }

  protected remove({ id, displayName: name }: UserSummary): Promise<void> {
    return this.action.run(async () => {
      await this.groups.removeMember(this.group.id, id);
      this.list.change((each) => each.filter((person) => person.id !== id));
      this.action.announce(this.t('groups.removed', { name }));
    });
  }
}
