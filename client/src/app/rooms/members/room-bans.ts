import { Component, computed, inject, input, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Ban } from '@api/rooms/members/members.dto.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { Dates } from '../../ui/dates.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { Avatar } from '../../users/avatar.ts';
import { PersonNames } from '../../users/person-names.ts';
import { RoomModerationApi } from '../room-moderation-api.ts';

/** The bans of a room, for its moderators; draws nothing when there are none. */
@Component({
  selector: 'parley-room-bans',
  imports: [Avatar, MatButton],
  template: `
    @if (bans().length > 0) {
      <section>
        <h3>{{ t('bans.title') }}</h3>
        <ul [attr.aria-label]="t('bans.title')">
          @for (ban of bans(); track ban.user.id) {
            <li>
              <parley-avatar [id]="ban.user.id" [name]="nameOf(ban.user)" [url]="ban.user.avatarUrl" [size]="32" />
              <span class="words">
                <span dir="auto">{{ nameOf(ban.user) }}</span>
                <small>{{
                  ban.bannedBy
                    ? t('bans.by', { name: nameOf(ban.bannedBy), time: dates.moment(ban.createdAt) })
                    : dates.moment(ban.createdAt)
                }}</small>
              </span>
              <button
                matButton
                type="button"
                [attr.aria-label]="t('bans.lift-label', { name: nameOf(ban.user) })"
                (click)="lift(ban)"
              >
                {{ t('bans.lift') }}
              </button>
            </li>
          }
        </ul>
      </section>
    }
    @if (failure() || found.error()) {
      <p class="problem" role="alert">{{ problems.of(failure() ?? found.error()) }}</p>
    }
  `,
  styleUrl: './room-members.scss',
})
export class RoomBans {
  private readonly moderationApi = inject(RoomModerationApi);
  protected readonly problems = inject(ProblemTexts);
  protected readonly dates = inject(Dates);
  protected readonly nameOf = inject(PersonNames).of;
  protected readonly t = inject(Texts).t;
  readonly room = input.required<Room>();

  /** Loads again when the number of members changes, as a ban removes a member. */
  private readonly wanted = computed(() => ({ id: this.room().id, count: this.room().memberCount }), {
    equal: (a, b) => a.id === b.id && a.count === b.count,
  });
  protected readonly found = resource({
    params: () => this.wanted(),
    loader: ({ params }) => this.moderationApi.bans(params.id),
  });
  protected readonly bans = computed(() => (this.found.hasValue() ? this.found.value() : []));
  protected readonly failure = signal<unknown>(null);

  protected async lift(ban: Ban): Promise<void> {
    this.failure.set(null);
    try {
      await this.moderationApi.liftBan(this.room().id, ban.user.id);
      this.found.update((bans) => bans?.filter((each) => each !== ban));
    } catch (error) {
      this.failure.set(error);
    }
  }
}
