import { Component, computed, inject, signal } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatMenuModule } from '@angular/material/menu';
import { Router } from '@angular/router';
import type { AdministeredRoom } from '@api/rooms/administration/room-administration.dto.ts';
import { trimText } from '@api/shared/visible-text.ts';
import { firstValueFrom } from 'rxjs';
import { Texts } from '../../i18n/texts.ts';
import { RoomsStore } from '../../rooms/rooms-store.ts';
import { Dates } from '../../ui/dates.ts';
import { debounced } from '../../ui/debounced.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import { EmptyState } from '../../ui/feedback/empty-state.ts';
import { ListEnd } from '../../ui/feedback/list-end.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { SelectField } from '../../ui/fields/select-field.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Icon } from '../../ui/icon.ts';
import { InertClosedMenu } from '../../ui/inert-closed-menu.ts';
import { pagedList } from '../../ui/paged-list.ts';
import { fileSize } from '../../ui/file-size.ts';
import { ListAction, ListActionOutcome } from '../../ui/feedback/list-action.ts';
import { type Deletion, EraseDialog } from '../people/erase-dialog.ts';
import { type GivenOwner, RoomOwnerDialog } from './room-owner-dialog.ts';
import { type RoomFilter, RoomsAdminApi } from './rooms-admin-api.ts';

const FILTERS = ['public', 'private', 'archived', 'ownerless'] as const;

/** All rooms but direct ones, with their size and last use, for administrators. */
@Component({
  selector: 'parley-administered-rooms',
  imports: [
    EmptyState,
    Icon,
    InertClosedMenu,
    ListActionOutcome,
    ListEnd,
    LoadFailure,
    MatIconButton,
    MatMenuModule,
    SelectField,
    SkeletonRows,
    TextField,
  ],
  templateUrl: './administered-rooms.html',
  styleUrls: ['../../ui/page-form.scss', '../rows.scss'],
})
export class AdministeredRooms {
  private readonly rooms = inject(RoomsAdminApi);
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  private readonly store = inject(RoomsStore);
  private readonly dates = inject(Dates);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  protected readonly query = signal('');
  protected readonly show = signal<RoomFilter | ''>('');
  protected readonly choices = computed(() => [
    { value: '' as const, label: this.t('admin.rooms-show.all') },
    ...FILTERS.map((value) => ({ value, label: this.t(`admin.rooms-show.${value}`) })),
  ]);
  private readonly settled = debounced(this.query, 250);
  protected readonly list = pagedList(
    () => ({ q: trimText(this.settled()), show: this.show() }),
    (filter, cursor) => this.rooms.find(filter, cursor),
  );
  protected readonly action = new ListAction();
  protected readonly rows = computed(() => this.list.items().map((room) => this.row(room)));

  protected async archive(room: AdministeredRoom): Promise<void> {
    const { name } = room;
    const question = {
      title: this.t('admin.room-archive-title', { name }),
      text: this.t('admin.room-archive-text'),
      action: this.t('admin.room-archive'),
      harmless: true,
    };
    if (await confirmed(this.dialog, question))
      await this.change(() => this.rooms.archive(room.id, true), this.t('admin.room-archived-done', { name }));
  }

  /** Enters the room first: nobody reads a room without being seen among its members. */
  protected open({ id }: AdministeredRoom): Promise<void> {
    return this.action.run(async () => {
      await this.store.joinPublic(id);
      await this.router.navigate(['/rooms', id]);
    });
  }

  protected unarchive({ id, name }: AdministeredRoom): Promise<void> {
    return this.change(() => this.rooms.archive(id, false), this.t('admin.room-unarchived-done', { name }));
  }

  protected async giveOwner(data: AdministeredRoom): Promise<void> {
    const dialog = this.dialog.open<RoomOwnerDialog, AdministeredRoom, GivenOwner>(RoomOwnerDialog, {
      data,
      width: '28rem',
    });
    const given = await firstValueFrom(dialog.afterClosed());
    if (!given) return;
    this.replace(given.room);
    const names = { name: data.name, person: given.person.displayName };
    this.action.announce(this.t('admin.room-owner-done', names));
  }

  protected async delete({ id, name }: AdministeredRoom): Promise<void> {
    const data: Deletion = {
      title: this.t('admin.room-delete-title', { name }),
      text: this.t('admin.room-delete-text'),
      action: this.t('admin.room-delete'),
      name,
      field: this.t('admin.room-delete-field', { name }),
      refusedField: 'name',
      run: (typed) => this.rooms.delete(id, typed),
    };
    const dialog = this.dialog.open<EraseDialog, Deletion, boolean>(EraseDialog, { data, width: '30rem' });
    if (!(await firstValueFrom(dialog.afterClosed()))) return;
    this.list.reload();
    this.action.announce(this.t('admin.room-deleted', { name }));
  }

  private change(act: () => Promise<AdministeredRoom>, done: string): Promise<void> {
    return this.action.run(async () => {
      this.replace(await act());
      this.action.announce(done);
    });
  }

  private replace(room: AdministeredRoom): void {
    this.list.update((each) => (each.id === room.id ? room : each));
  }

  private row(room: AdministeredRoom) {
    const size = [
      this.texts.count('rooms.members', room.memberCount),
      this.texts.count('admin.room-size', room.messageCount),
      ...(room.fileBytes > 0 ? [this.t('admin.stored', { size: fileSize(room.fileBytes, this.texts.locale()) })] : []),
    ];
    const used = room.lastMessageAt
      ? this.t('admin.room-used', { time: this.dates.moment(room.lastMessageAt) })
      : this.t('admin.room-unused');
    const names = room.owners.map(({ displayName }) => displayName).join(', ');
    return {
      room,
      about: [...size, used].join(' · '),
      owners: names && this.t('admin.room-owners', { names }),
    };
  }
}
