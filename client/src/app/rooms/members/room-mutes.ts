import { Component, computed, inject, input, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Mute } from '@api/rooms/members/members.dto.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { Dates } from '../../ui/dates.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { Avatar } from '../../users/avatar.ts';
import { PersonNames } from '../../users/person-names.ts';
import { RoomModerationApi } from '../room-moderation-api.ts';

/** The muted people who have left a room, for its moderators; draws nothing when there are none. */
@Component({
  selector: 'parley-room-mutes',
  imports: [Avatar, MatButton],
  template: `
    @if (mutes().length > 0) {
      <section>
        <h3>{{ t('mutes.title') }}</h3>
        <ul [attr.aria-label]="t('mutes.title')">
          @for (mute of mutes(); track mute.user.id) {
            <li>
              <parley-avatar [id]="mute.user.id" [name]="nameOf(mute.user)" [url]="mute.user.avatarUrl" [size]="32" />
              <span class="words">
                <span dir="auto">{{ nameOf(mute.user) }}</span>
                <small>{{
                  mute.mutedBy
                    ? t('bans.by', { name: nameOf(mute.mutedBy), time: dates.moment(mute.createdAt) })
                    : dates.moment(mute.createdAt)
                }}</small>
              </span>
              <button
                matButton
                type="button"
                [attr.aria-label]="t('mutes.end-label', { name: nameOf(mute.user) })"
                (click)="end(mute)"
              >
                {{ t('member.unmute') }}
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
export class RoomMutes {
  private readonly moderationApi = inject(RoomModerationApi);
  protected readonly problems = inject(ProblemTexts);
  protected readonly dates = inject(Dates);
  protected readonly nameOf = inject(PersonNames).of;
  protected readonly t = inject(Texts).t;
  readonly room = input.required<Room>();

  /** Loads again when the number of members changes: mutes of members are in the list of members. */
  private readonly wanted = computed(() => ({ id: this.room().id, count: this.room().memberCount }), {
    equal: (a, b) => a.id === b.id && a.count === b.count,
  });
  protected readonly found = resource({
    params: () => this.wanted(),
    loader: ({ params }) => this.moderationApi.mutes(params.id),
  });
  protected readonly mutes = computed(() =>
    this.found.hasValue() ? this.found.value().filter(({ isMember }) => !isMember) : [],
  );
  protected readonly failure = signal<unknown>(null);

  protected async end(mute: Mute): Promise<void> {
    this.failure.set(null);
    try {
      await this.moderationApi.unmute(this.room().id, mute.user.id);
      this.found.update((mutes) => mutes?.filter((each) => each !== mute));
    } catch (error) {
      this.failure.set(error);
    }
  }
}
