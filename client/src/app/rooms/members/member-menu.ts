import { Component, computed, inject, input, output } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatMenuModule } from '@angular/material/menu';
import { Router } from '@angular/router';
import type { Member } from '@api/rooms/members/members.dto.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { BlockCommands } from '../../blocks/block-commands.ts';
import { BlocksStore } from '../../blocks/blocks-store.ts';
import { Session } from '../../auth/session.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import { InertClosedMenu } from '../../ui/inert-closed-menu.ts';
import { Icon } from '../../ui/icon.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { ProfileCards } from '../../profile/profile-cards.ts';
import { roomActor } from '../room-actor.ts';
import { RoomModerationApi } from '../room-moderation-api.ts';
import { RoomsStore } from '../rooms-store.ts';
import { MUTED_FOREVER, isMuted } from '../muting.ts';
import { MEMBER_ROLES, type MemberRole } from '@api/shared/roles.ts';
import { fixedRoomRefusal, mayActUpon, mayGiveRole } from '@api/shared/rooms.policy.ts';

const HOUR_MS = 3_600_000;

/** The actions on a member of a room. */
@Component({
  selector: 'parley-member-menu',
  imports: [InertClosedMenu, Icon, MatMenuModule],
  templateUrl: './member-menu.html',
  styles: `
    .more {
      display: grid;
      place-items: center;
      width: 2.5rem;
      height: 2.75rem;
      color: var(--mat-sys-on-surface-variant);
      background: none;
      border: 0;
      border-radius: var(--parley-radius);
      cursor: pointer;
      /* The whole row is the button. */
      &::after {
        content: '';
        position: absolute;
        inset: 0;
      }
    }
    .danger {
      color: var(--mat-sys-error);
    }
  `,
})
export class MemberMenu {
  private readonly moderationApi = inject(RoomModerationApi);
  private readonly session = inject(Session);
  private readonly dialog = inject(MatDialog);
  private readonly problems = inject(ProblemTexts);
  protected readonly cards = inject(ProfileCards);
  protected readonly t = inject(Texts).t;

  readonly room = input.required<Room>();
  readonly member = input.required<Member>();
  readonly changed = output<Member>();

  private readonly rooms = inject(RoomsStore);
  private readonly router = inject(Router);
  private readonly blocks = inject(BlocksStore);
  private readonly blockCommands = inject(BlockCommands);
  protected readonly isSelf = computed(() => this.member().user.id === this.session.me()?.id);
  protected readonly isBlocked = computed(() => this.blocks.isBlocked(this.member().user.id));
  protected readonly name = computed(() => this.member().user.displayName);
  /** Guests have no direct rooms, and bots read nothing. */
  protected readonly mayChat = computed(() => {
    const { role, bot } = this.member().user;
    return (
      !this.isSelf() &&
      this.room().kind !== 'direct' &&
      !this.session.isGuest() &&
      role !== 'guest' &&
      !bot &&
      !this.isBlocked()
    );
  });
  /** A muted moderator only reads. */
  private readonly isSelfMuted = computed(() => isMuted(this.room()));
  protected readonly isMemberMuted = computed(() => isMuted(this.member()));
  protected readonly roles = computed(() =>
    !this.isSelf() && !this.isSelfMuted() && mayGiveRole(this.room()) && !fixedRoomRefusal('give-role', this.room())
      ? MEMBER_ROLES.filter((role) => role !== this.member().role)
      : [],
  );
  protected readonly roleKey = (role: MemberRole) => `make-role.${role}` as const;
  protected readonly mayModerateMember = computed(
    () =>
      !this.isSelf() &&
      !this.isSelfMuted() &&
      mayActUpon(roomActor(this.room(), this.session.me()?.role), this.member().role),
  );
  protected readonly mayRemove = computed(() => fixedRoomRefusal('kick', this.room()) === undefined);

  protected openChat(): Promise<void> {
    return this.attempt(async () => {
      const { id } = await this.rooms.chatWith(this.member().user.id);
      await this.router.navigate(['/rooms', id]);
    });
  }

  protected async block(): Promise<void> {
    await this.blockCommands.block(this.member().user.id, this.name());
  }

  protected async unblock(): Promise<void> {
    await this.blockCommands.unblock(this.member().user.id, this.name());
  }

  protected giveRole(role: MemberRole): Promise<void> {
    return this.attempt(async () => this.changed.emit(await this.moderationApi.updateMember(...this.ids(), { role })));
  }

  protected mute(hours: number | null): Promise<void> {
    const mutedUntil = hours === null ? MUTED_FOREVER : new Date(Date.now() + hours * HOUR_MS).toISOString();
    return this.muteUntil(mutedUntil);
  }

  protected muteUntil(mutedUntil: string | null): Promise<void> {
    return this.attempt(async () =>
      this.changed.emit(await this.moderationApi.updateMember(...this.ids(), { mutedUntil })),
    );
  }

  protected async removeOrBan(how: 'remove' | 'ban'): Promise<void> {
    const question = {
      title: this.t(how === 'ban' ? 'member.ban-title' : 'member.remove-title', { name: this.name() }),
      text: this.t(how === 'ban' ? 'member.ban-text' : 'member.remove-text'),
      action: this.t(how === 'ban' ? 'member.ban' : 'member.remove'),
    };
    if (await confirmed(this.dialog, question)) await this.attempt(() => this.moderationApi[how](...this.ids()));
  }

  private ids(): [roomId: string, userId: string] {
    return [this.room().id, this.member().user.id];
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.problems.show(error);
    }
  }
}
