import { Clipboard } from '@angular/cdk/clipboard';
import { Component, computed, effect, inject, input, output, resource, signal, untracked } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import type { Member, MemberPage, Room } from '@api/rooms/rooms.dto.ts';
import { Session } from '../auth/session.ts';
import { PresenceStore } from '../presence/presence-store.ts';
import { isMuted, MemberMenu } from '../rooms/member-menu.ts';
import { mayRename } from '../rooms/moderation.ts';
import { RoomDialogs } from '../rooms/room-dialogs.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { confirmed } from '../ui/confirm-dialog.ts';
import { EmptyState } from '../ui/empty-state.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemTexts } from '../ui/problem-texts.ts';
import { Texts } from '../ui/texts.ts';
import { Avatar } from '../users/avatar.ts';
import { People } from '../users/people.ts';
import { PinList } from './pin-list.ts';

const COPIED = 2000;

/** Beside the conversation: what the room is, its code, who is in it, and the way out. */
@Component({
  selector: 'parley-room-panel',
  imports: [Avatar, EmptyState, Icon, MatButton, MatIconButton, MemberMenu, PinList],
  templateUrl: './room-panel.html',
  styleUrl: './room-panel.scss',
})
export class RoomPanel {
  protected readonly dialogs = inject(RoomDialogs);
  private readonly rooms = inject(RoomsStore);
  private readonly presence = inject(PresenceStore);
  private readonly people = inject(People);
  private readonly session = inject(Session);
  private readonly clipboard = inject(Clipboard);
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  protected readonly problems = inject(ProblemTexts);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  readonly room = input.required<Room>();
  readonly closed = output();
  /** The seq of a message to go to. */
  readonly show = output<number>();

  protected readonly name = computed(() => roomName(this.room()));
  protected readonly copied = signal<'code' | 'link' | null>(null);
  protected readonly failure = signal<unknown>(null);
  protected readonly more = signal<readonly Member[]>([]);
  private readonly cursor = signal<string | null>(null);
  private readonly membership = computed(() => ({ roomId: this.room().id, count: this.room().memberCount }), {
    equal: (a, b) => a.roomId === b.roomId && a.count === b.count,
  });
  /** Loaded anew when somebody joins or leaves, not with every message. */
  protected readonly page = resource({
    params: () => this.membership(),
    loader: async ({ params }) => this.first(await this.rooms.members(params.roomId)),
  });
  protected readonly members = computed(() =>
    [...(this.page.hasValue() ? this.page.value().items : []), ...this.more()].map((member) => ({
      ...member,
      presence: member.user.id === this.session.me()?.id ? 'online' : (this.presence.of(member.user.id) ?? 'offline'),
    })),
  );
  protected readonly hasMore = computed(() => this.cursor() !== null);
  protected readonly isMuted = isMuted;
  protected readonly canChange = computed(() => !this.room().lobby && mayRename(this.room()));
  protected readonly canLeave = computed(() => !this.room().lobby && this.room().kind !== 'direct');

  constructor() {
    effect(() => {
      const users = [...(this.page.hasValue() ? this.page.value().items : []), ...this.more()].map(({ user }) => user);
      untracked(() => {
        this.people.meet(users);
        this.presence.show(
          'panel',
          users.map(({ id }) => id),
        );
      });
    });
  }

  protected async loadMore(): Promise<void> {
    const next = await this.rooms.members(this.room().id, this.cursor() ?? undefined);
    this.more.update((members) => [...members, ...next.items]);
    this.cursor.set(next.next);
  }

  protected replace(changed: Member): void {
    const put = (members: readonly Member[]) =>
      members.map((member) => (member.user.id === changed.user.id ? changed : member));
    this.page.update((page) => page && { ...page, items: put(page.items) });
    this.more.update(put);
  }

  protected copy(what: 'code' | 'link'): void {
    const { code } = this.room();
    if (!this.clipboard.copy(what === 'code' ? code : `${location.origin}/join/${code}`)) return;
    this.copied.set(what);
    setTimeout(() => this.copied.set(null), COPIED);
  }

  protected async leave(): Promise<void> {
    const question = {
      title: this.t('room.leave-title', { name: this.name() }),
      text: this.t(this.room().kind === 'public' ? 'room.leave-public' : 'room.leave-private'),
      action: this.t('room.leave'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    try {
      await this.rooms.leave(this.room().id);
      await this.router.navigateByUrl('/rooms');
    } catch (error) {
      this.failure.set(error);
    }
  }

  private first(page: MemberPage): MemberPage {
    this.more.set([]);
    this.cursor.set(page.next);
    return page;
  }
}
