import { Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { EmojiText } from '../custom-emoji/emoji-text.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { Role } from '@api/shared/roles.ts';
import type { User } from '@api/users/users.dto.ts';
import { Api } from '../api/api.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { BlockCommands } from '../blocks/block-commands.ts';
import { BlocksStore } from '../blocks/blocks-store.ts';
import { Session } from '../auth/session.ts';
import { Texts } from '../i18n/texts.ts';
import { Dates } from '../ui/dates.ts';
import { LoadFailure } from '../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../ui/feedback/skeleton-rows.ts';
import { PresenceStore } from '../presence/presence-store.ts';
import { Icon } from '../ui/icon.ts';
import { MinuteClock } from '../ui/minute-clock.ts';
import { personName } from '../users/person-name.ts';
import { Avatar } from '../users/avatar.ts';
import { lastingStatus, statusLine } from '../users/shown-status.ts';
import { hoursAhead, ownTimeZone } from '../users/time-zones.ts';

/** Who a person is, as they say themselves, when they were seen last, and a way to write to them. */
@Component({
  selector: 'parley-profile-card',
  imports: [EmojiText, Avatar, Icon, LoadFailure, MatButton, MatDialogModule, SkeletonRows],
  templateUrl: './profile-card.html',
  styleUrl: './profile-card.scss',
})
export class ProfileCard {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  private readonly dialog = inject<MatDialogRef<ProfileCard>>(MatDialogRef);
  private readonly userId = inject<string>(MAT_DIALOG_DATA);
  protected readonly problems = inject(ProblemTexts);
  protected readonly dates = inject(Dates);
  private readonly presences = inject(PresenceStore);
  private readonly clock = inject(MinuteClock);
  private readonly blocks = inject(BlocksStore);
  private readonly blockCommands = inject(BlockCommands);
  private readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  protected readonly roleKey = (role: Role) => `role.${role}` as const;

  protected readonly found = resource({ loader: () => this.api.get<User>(`/users/${this.userId}`) });
  protected readonly person = computed(() => (this.found.hasValue() ? this.found.value() : null));
  protected readonly isSelf = this.session.me()?.id === this.userId;
  protected readonly isBlocked = computed(() => this.blocks.isBlocked(this.userId));
  /** Guests have no direct rooms, and bots read nothing. */
  protected readonly mayChat = computed(
    () => !this.session.isGuest() && this.person()?.role !== 'guest' && !this.person()?.bot && !this.isBlocked(),
  );
  protected readonly lineOf = statusLine;
  protected readonly status = computed(() => lastingStatus(this.person()?.status, this.clock.now()));
  protected readonly pausedUntil = computed(() => this.presences.pausedUntil(this.userId, this.clock.now()));
  /** The time there, and how far it is from the reader's. */
  protected readonly localTime = computed(() => {
    const timeZone = this.person()?.timeZone;
    const now = this.clock.now();
    const ahead = timeZone ? hoursAhead(timeZone, ownTimeZone(), now) : null;
    if (!timeZone || ahead === null || this.isSelf) return null;
    const time = this.dates.timeIn(timeZone, now);
    if (ahead === 0) return this.t('card.same-time', { time });
    const hours = this.texts.count('card.hours', Math.abs(ahead));
    return this.t(ahead > 0 ? 'card.ahead' : 'card.behind', { time, hours });
  });
  /** What the server tells: nothing of people who appear offline. */
  protected readonly presence = computed(() => {
    const person = this.person();
    if (!person) return '';
    const { presence, lastSeenAt } = person;
    return presence === 'offline' && lastSeenAt
      ? this.t('card.seen', { time: this.dates.moment(lastSeenAt) })
      : this.t(`presence.${presence}`);
  });
  protected readonly failure = signal<unknown>(null);

  protected async talk(): Promise<void> {
    this.failure.set(null);
    try {
      const room = await this.api.put<Room>(`/rooms/direct/${this.userId}`);
      this.dialog.close();
      await this.router.navigate(['/rooms', room.id]);
    } catch (error) {
      this.failure.set(error);
    }
  }

  protected async block(person: User): Promise<void> {
    if (await this.blockCommands.block(person.id, personName(person))) this.dialog.close();
  }

  protected async unblock(person: User): Promise<void> {
    await this.blockCommands.unblock(person.id, personName(person));
  }

  protected async edit(): Promise<void> {
    this.dialog.close();
    await this.router.navigateByUrl('/settings/profile');
  }
}
