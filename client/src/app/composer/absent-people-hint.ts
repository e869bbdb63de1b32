import { Component, computed, inject, input, output, resource } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { parseMentions } from '@api/shared/mentions.ts';
import { mayRoom } from '@api/shared/rooms.policy.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Session } from '../auth/session.ts';
import { Texts } from '../i18n/texts.ts';
import { isMuted } from '../rooms/muting.ts';
import { roomActor } from '../rooms/room-actor.ts';
import { RoomModerationApi } from '../rooms/room-moderation-api.ts';
import { debounced } from '../ui/debounced.ts';
import { Icon } from '../ui/icon.ts';
import { isolated, IsolatedText } from '../ui/isolated-text.ts';
import { Submission } from '../ui/submission.ts';
import { personName } from '../users/person-name.ts';
import { type Absent, AbsentPeople } from './absent-people.ts';
import { MentionNames } from './suggestions/mention-names.ts';

/** Says above the composer that somebody who is named is not in the room, and adds them where the user may. */
@Component({
  selector: 'parley-absent-people-hint',
  imports: [Icon, IsolatedText, MatButton],
  template: `
    <div role="status">
      @if (isSomebodyAbsent()) {
        <p>
          <parley-icon name="people" /><span><parley-isolated-text [text]="text()" /></span>
          @if (mayAdd()) {
            <button matButton type="button" [disabled]="submission.busy()" disabledInteractive (click)="add()">
              {{ t('absent.add') }}
            </button>
          }
        </p>
      }
    </div>
  `,
  styleUrl: './composer-hint.scss',
})
export class AbsentPeopleHint {
  private readonly absent = inject(AbsentPeople);
  private readonly moderationApi = inject(RoomModerationApi);
  private readonly mentions = inject(MentionNames);
  private readonly session = inject(Session);
  private readonly problems = inject(ProblemTexts);
  private readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  readonly room = input.required<Room>();
  /** The text as it stands in the field. */
  readonly draft = input.required<string>();

  private readonly settled = debounced(this.draft, 400);
  private readonly named = computed(() => parseMentions(this.mentions.toUsernames(this.settled())).written, {
    equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  private readonly found = resource({
    params: () => {
      const [named, { id: roomId, memberCount, kind }] = [this.named(), this.room()];
      // Guests find nobody, and nobody else comes into a direct room.
      const isAsked = named.length > 0 && kind !== 'direct' && !this.session.isGuest();
      return isAsked ? { named, roomId, memberCount } : undefined;
    },
    loader: ({ params }) => this.absent.among(params.named, params),
  });
  private readonly absentees = computed<Absent>(() =>
    this.found.hasValue() ? this.found.value() : { people: [], groups: [] },
  );
  protected readonly isSomebodyAbsent = computed(
    () => this.absentees().people.length > 0 || this.absentees().groups.length > 0,
  );
  protected readonly text = computed(() => {
    const { people, groups } = this.absentees();
    const list = new Intl.ListFormat(this.texts.locale());
    const names = list.format(people.map((person) => isolated(personName(person))));
    const ofGroups = groups.map(({ handle, count }) =>
      this.texts.count('absent.group', count, { group: isolated(`@${handle}`) }),
    );
    return [
      ...(people.length > 0 ? [this.texts.count('absent.named', people.length, { names })] : []),
      ...ofGroups,
      ...(ofGroups.length > 0 && this.mayAdd() ? [this.t('absent.group-snapshot')] : []),
    ].join(' ');
  });
  protected readonly mayAdd = computed(
    () => !isMuted(this.room()) && mayRoom('invite', roomActor(this.room(), this.session.me()?.role)),
  );
  protected readonly submission = new Submission();
  /** Emits when they were added: the button that had the focus is gone. */
  readonly added = output();

  protected async add(): Promise<void> {
    const [roomId, absentees] = [this.room().id, this.absentees()];
    await this.submission.run(() => this.moderationApi.addMembers(roomId, absentees));
    const failure = this.submission.failure();
    if (failure) this.problems.show(failure);
    else this.added.emit();
  }
}
