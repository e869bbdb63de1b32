import { Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { Role } from '@api/shared/roles.ts';
import type { User } from '@api/users/users.dto.ts';
import { Api } from '../api/api.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Session } from '../auth/session.ts';
import { Texts } from '../i18n/texts.ts';
import { Dates } from '../ui/dates.ts';
import { LoadFailure } from '../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../ui/feedback/skeleton-rows.ts';
import { Avatar } from './avatar.ts';

/** Who a person is, as they say themselves, when they were seen last, and a way to write to them. */
@Component({
  selector: 'parley-profile-card',
  imports: [Avatar, LoadFailure, MatButton, MatDialogModule, SkeletonRows],
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
  protected readonly t = inject(Texts).t;
  protected readonly roleKey = (role: Role) => `role.${role}` as const;

  protected readonly found = resource({ loader: () => this.api.get<User>(`/users/${this.userId}`) });
  protected readonly person = computed(() => (this.found.hasValue() ? this.found.value() : null));
  protected readonly isSelf = this.session.me()?.id === this.userId;
  /** Guests have no direct rooms. */
  protected readonly mayChat = computed(() => !this.session.isGuest() && this.person()?.role !== 'guest');
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

  protected async edit(): Promise<void> {
    this.dialog.close();
    await this.router.navigateByUrl('/settings/profile');
  }
}
