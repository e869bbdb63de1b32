import { Component, computed, DestroyRef, effect, inject, input, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { limits } from '@api/shared/limits.ts';
import type { Member } from '@api/rooms/members/members.dto.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { mayRoom } from '@api/shared/rooms.policy.ts';
import { ChatSocket } from '../../connection/chat-socket.ts';
import { Session } from '../../auth/session.ts';
import { PresenceStore } from '../../presence/presence-store.ts';
import { debounced } from '../../ui/debounced.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { Icon } from '../../ui/icon.ts';
import { ListEnd } from '../../ui/feedback/list-end.ts';
import { pagedList } from '../../ui/paged-list.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Texts } from '../../i18n/texts.ts';
import { Avatar } from '../../users/avatar.ts';
import { PeopleStore } from '../../users/people-store.ts';
import { StatusEmoji } from '../../users/status-emoji.ts';
import { PersonNames } from '../../users/person-names.ts';
import { MemberUpdates, withMemberUpdate } from './member-updates.ts';
import { MemberMenu } from './member-menu.ts';
import { RoomSanctions } from './room-sanctions.ts';
import { roomActor } from '../room-actor.ts';
import { RoomsStore } from '../rooms-store.ts';
import { isMuted } from '../muting.ts';
import { trimText } from '@api/shared/visible-text.ts';

const FILTER_ABOVE_MEMBERS = 8;

/** The members of a room with presence, role and menu, kept up to date. */
@Component({
  selector: 'parley-room-members',
  imports: [
    Avatar,
    Icon,
    ListEnd,
    LoadFailure,
    MatButton,
    MemberMenu,
    RoomSanctions,
    SkeletonRows,
    StatusEmoji,
    TextField,
  ],
  templateUrl: './room-members.html',
  styleUrl: './room-members.scss',
})
export class RoomMembers {
  private readonly rooms = inject(RoomsStore);
  private readonly presence = inject(PresenceStore);
  private readonly people = inject(PeopleStore);
  private readonly session = inject(Session);
  private readonly dialog = inject(MatDialog);
  protected readonly nameOf = inject(PersonNames).of;
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  readonly room = input.required<Room>();
  private readonly roomId = computed(() => this.room().id);

  protected readonly filter = signal('');
  private readonly debouncedFilter = debounced(this.filter, 250);
  protected readonly query = computed(() => trimText(this.debouncedFilter()).replace(/^@/, ''));
  protected readonly maxFilterLength = limits.displayName;
  protected readonly list = pagedList(
    () => ({ roomId: this.roomId(), q: this.query() }),
    ({ roomId, q }, cursor) => this.rooms.members(roomId, cursor, q),
  );
  protected readonly members = computed(() =>
    this.list.items().map((member) => ({
      ...member,
      presence:
        member.user.id === this.session.me()?.id ? 'online' : (this.presence.presenceOf(member.user.id) ?? 'offline'),
    })),
  );
  /** The newest that is known: the list itself is not told of it. */
  protected readonly statusOf = ({ id, status }: UserSummary) => (this.people.known().get(id) ?? { status }).status;
  protected readonly isMuted = isMuted;
  protected readonly mayFilter = computed(() => this.room().memberCount > FILTER_ABOVE_MEMBERS || this.filter() !== '');
  /** The number of members; of a search only once all pages are loaded. */
  protected readonly countText = computed(() => {
    if (!this.query()) return this.texts.count('rooms.members', this.room().memberCount);
    const count = this.list.items().length;
    if (this.list.busy() || this.list.hasMore()) return '';
    return count > 0 ? this.texts.count('rooms.members', count) : this.t('member.none');
  });
  protected readonly mayInvite = computed(() => this.room().code !== '' && this.room().memberCount < 2);
  /** Guests cannot find people, and so add nobody. */
  protected readonly mayAdd = computed(
    () => !this.session.isGuest() && mayRoom('invite', roomActor(this.room(), this.session.me()?.role)),
  );
  protected readonly moderates = computed(
    () => !isMuted(this.room()) && mayRoom('moderate', roomActor(this.room(), this.session.me()?.role)),
  );

  constructor() {
    inject(MemberUpdates).listen((news) => {
      if (news.roomId === this.roomId())
        this.list.change((members) => withMemberUpdate(members, news, this.isComplete()));
    }, inject(DestroyRef));
    const socket = inject(ChatSocket);
    let connection = socket.connectionCount;
    effect(() => {
      // Updates missed without a connection are not sent again.
      if (socket.phase() !== 'live' || socket.connectionCount === connection) return;
      connection = socket.connectionCount;
      untracked(() => this.list.reload());
    });
    effect(() => {
      const users = this.list.items().map(({ user }) => user);
      untracked(() => {
        this.people.add(users);
        this.presence.setVisible(
          'panel',
          users.map(({ id }) => id),
        );
      });
    });
  }

  protected async addPeople(): Promise<void> {
    const { AddPeopleDialog } = await import('./add-people-dialog.ts');
    this.dialog.open(AddPeopleDialog, { data: this.room(), width: '30rem' });
  }

  protected clearFilter(event: Event): void {
    if (!this.filter()) return;
    event.preventDefault();
    this.filter.set('');
  }

  /** Whether the list is unfiltered and loaded to its end. */
  private isComplete(): boolean {
    return !this.query() && !this.list.hasMore();
  }

  protected update(changed: Member): void {
    this.list.update((each) => (each.user.id === changed.user.id ? changed : each));
  }
}
