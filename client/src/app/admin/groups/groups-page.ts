import { Component, computed, inject, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatMenuModule } from '@angular/material/menu';
import type { Group } from '@api/groups/groups.dto.ts';
import type { GroupMentionRole } from '@api/shared/groups.policy.ts';
import { trimText } from '@api/shared/visible-text.ts';
import { firstValueFrom } from 'rxjs';
import { Texts } from '../../i18n/texts.ts';
import { debounced } from '../../ui/debounced.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import { EmptyState } from '../../ui/feedback/empty-state.ts';
import { ListAction, ListActionOutcome } from '../../ui/feedback/list-action.ts';
import { ListEnd } from '../../ui/feedback/list-end.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Icon } from '../../ui/icon.ts';
import { InertClosedMenu } from '../../ui/inert-closed-menu.ts';
import { pagedList } from '../../ui/paged-list.ts';
import { GroupDialog } from './group-dialog.ts';
import { GroupMembersDialog } from './group-members-dialog.ts';
import { GroupsApi } from './groups-api.ts';

/** The groups of the server: makes, changes and deletes them, and says who is in them. */
@Component({
  selector: 'parley-groups-page',
  imports: [
    EmptyState,
    Icon,
    InertClosedMenu,
    ListActionOutcome,
    ListEnd,
    LoadFailure,
    MatButton,
    MatIconButton,
    MatMenuModule,
    SkeletonRows,
    TextField,
  ],
  templateUrl: './groups-page.html',
  styleUrls: ['../../ui/page-form.scss', '../rows.scss'],
})
export class GroupsPage {
  private readonly groups = inject(GroupsApi);
  private readonly dialog = inject(MatDialog);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  protected readonly query = signal('');
  private readonly settled = debounced(this.query, 250);
  protected readonly isFiltered = computed(() => trimText(this.settled()) !== '');
  protected readonly list = pagedList(
    () => trimText(this.settled()),
    (q, cursor) => this.groups.find(q, cursor),
  );
  protected readonly action = new ListAction();
  protected readonly mentionKey = (role: GroupMentionRole) => `groups.mention-by.${role}` as const;

  /** @param group null to make one */
  protected async edit(group: Group | null): Promise<void> {
    const dialog = this.dialog.open<GroupDialog, Group | null, Group>(GroupDialog, { data: group, width: '30rem' });
    const saved = await firstValueFrom(dialog.afterClosed());
    if (!saved) return;
    this.list.reload();
    this.action.announce(this.t('groups.saved', { handle: `@${saved.handle}` }));
    if (!group) await this.showMembers(saved);
  }

  protected async showMembers(group: Group): Promise<void> {
    const dialog = this.dialog.open<GroupMembersDialog, Group>(GroupMembersDialog, { data: group, width: '32rem' });
    await firstValueFrom(dialog.afterClosed());
    this.list.reload();
  }

  protected async remove({ id, handle }: Group): Promise<void> {
    const question = {
      title: this.t('groups.delete-title', { handle: `@${handle}` }),
      text: this.t('groups.delete-text'),
      action: this.t('groups.delete'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.action.run(async () => {
      await this.groups.remove(id);
      this.list.change((each) => each.filter((group) => group.id !== id));
      this.action.announce(this.t('groups.deleted', { handle: `@${handle}` }));
    });
  }
}
