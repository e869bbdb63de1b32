import { Component, computed, inject, input, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { Dates } from '../../ui/dates.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { Avatar } from '../../users/avatar.ts';
import { PersonNames } from '../../users/person-names.ts';
import { RoomModerationApi } from '../room-moderation-api.ts';

/** A ban, or a mute of a person who has left the room; mutes of members are in the list of members. */
interface Sanction {
  user: UserSummary;
  by: UserSummary | null;
  createdAt: string;
}

type SanctionKind = 'ban' | 'mute';

const TEXTS = {
  ban: { title: 'bans.title', end: 'bans.lift', endOf: 'bans.lift-label' },
  mute: { title: 'mutes.title', end: 'member.unmute', endOf: 'mutes.end-label' },
} as const;

/** The bans of a room, or its mutes, for its moderators; draws nothing when there are none. */
@Component({
  selector: 'parley-room-sanctions',
  imports: [Avatar, MatButton],
  template: `
    @if (sanctions().length > 0) {
      <section>
        <h3>{{ t(texts().title) }}</h3>
        <ul [attr.aria-label]="t(texts().title)">
          @for (sanction of sanctions(); track sanction.user.id) {
            <li>
              <parley-avatar
                [id]="sanction.user.id"
                [name]="nameOf(sanction.user)"
                [url]="sanction.user.avatarUrl"
                [size]="32"
              />
              <span class="words">
                <span dir="auto">{{ nameOf(sanction.user) }}</span>
                <small>{{
                  sanction.by
                    ? t('bans.by', { name: nameOf(sanction.by), time: dates.moment(sanction.createdAt) })
                    : dates.moment(sanction.createdAt)
                }}</small>
              </span>
              <button
                matButton
                type="button"
                [attr.aria-label]="t(texts().endOf, { name: nameOf(sanction.user) })"
                (click)="end(sanction)"
              >
                {{ t(texts().end) }}
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
export class RoomSanctions {
  private readonly moderationApi = inject(RoomModerationApi);
  protected readonly problems = inject(ProblemTexts);
  protected readonly dates = inject(Dates);
  protected readonly nameOf = inject(PersonNames).of;
  protected readonly t = inject(Texts).t;
  readonly room = input.required<Room>();
  readonly kind = input.required<SanctionKind>();

  protected readonly texts = computed(() => TEXTS[this.kind()]);
  /** Loads again when the number of members changes: a ban removes a member, and a mute may be of one. */
  private readonly wanted = computed(
    () => ({ id: this.room().id, count: this.room().memberCount, kind: this.kind() }),
    {
      equal: (a, b) => a.id === b.id && a.count === b.count && a.kind === b.kind,
    },
  );
  protected readonly found = resource({
    params: () => this.wanted(),
    loader: ({ params }) => (params.kind === 'ban' ? this.bans(params.id) : this.mutesOfOthers(params.id)),
  });
  protected readonly sanctions = computed(() => (this.found.hasValue() ? this.found.value() : []));
  protected readonly failure = signal<unknown>(null);

  protected async end(sanction: Sanction): Promise<void> {
    this.failure.set(null);
    const ids = [this.room().id, sanction.user.id] as const;
    try {
      await (this.kind() === 'ban' ? this.moderationApi.liftBan(...ids) : this.moderationApi.unmute(...ids));
      this.found.update((sanctions) => sanctions?.filter((each) => each !== sanction));
    } catch (error) {
      this.failure.set(error);
    }
  }

  private async bans(roomId: string): Promise<Sanction[]> {
    return (await this.moderationApi.bans(roomId)).map(({ bannedBy, ...ban }) => ({ ...ban, by: bannedBy }));
  }

  private async mutesOfOthers(roomId: string): Promise<Sanction[]> {
    const mutes = (await this.moderationApi.mutes(roomId)).filter(({ isMember }) => !isMember);
    return mutes.map(({ user, mutedBy, createdAt }) => ({ user, by: mutedBy, createdAt }));
  }
}
