import { booleanAttribute, Component, computed, inject, input, model, resource, signal } from '@angular/core';
import type { Group } from '@api/groups/groups.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { trimText } from '@api/shared/visible-text.ts';
import { Session } from '../../auth/session.ts';
import { debounced } from '../../ui/debounced.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Icon } from '../../ui/icon.ts';
import { Texts } from '../../i18n/texts.ts';
import { Avatar } from '../../users/avatar.ts';
import { BotBadge } from '../../users/bot-badge.ts';
import { StatusEmoji } from '../../users/status-emoji.ts';
import { RoomsStore } from '../rooms-store.ts';

const MAX_SHOWN = 5;

/** Chooses people, and groups and bots where they may be chosen too, by typing a part of their names. */
@Component({
  selector: 'parley-people-picker',
  imports: [Avatar, BotBadge, Icon, StatusEmoji, TextField],
  template: `
    @if (chosen().length + groups().length > 0) {
      <ul class="chosen" [attr.aria-label]="t('people.chosen')">
        @for (person of chosen(); track person.id) {
          <li>
            <parley-avatar [id]="person.id" [name]="person.displayName" [url]="person.avatarUrl" [size]="20" />
            <span dir="auto">{{ person.displayName }}</span>
            <button
              type="button"
              [attr.aria-label]="t('people.remove', { name: person.displayName })"
              (click)="remove(person)"
            >
              <parley-icon name="close" />
            </button>
          </li>
        }
        @for (group of groups(); track group.id) {
          <li>
            <parley-icon name="people" />
            <span dir="auto">{{ '@' + group.handle }}</span>
            <button
              type="button"
              [attr.aria-label]="t('people.remove', { name: '@' + group.handle })"
              (click)="removeGroup(group)"
            >
              <parley-icon name="close" />
            </button>
          </li>
        }
      </ul>
    }
    <parley-text-field
      type="search"
      inputMode="search"
      [label]="label()"
      [hint]="hint()"
      [(value)]="query"
      (keydown.enter)="addFirst($event)"
    />
    @if (found().length + foundGroups().length > 0) {
      <ul class="found" [attr.aria-label]="t('people.search')" [attr.aria-busy]="results.isLoading()">
        @for (person of found(); track person.id) {
          <li>
            <button type="button" (click)="add(person)">
              <parley-avatar [id]="person.id" [name]="person.displayName" [url]="person.avatarUrl" [size]="28" />
              <span class="words">
                <span dir="auto"
                  >{{ person.displayName }} <parley-status-emoji [status]="person.status" />
                  <parley-bot-badge [of]="person" />
                </span>
                <small dir="auto">{{ '@' + person.username }}</small>
              </span>
              <parley-icon name="plus" />
            </button>
          </li>
        }
        @for (group of foundGroups(); track group.id) {
          <li>
            <button type="button" (click)="addGroup(group)">
              <span class="mark"><parley-icon name="people" /></span>
              <span class="words">
                <span dir="auto">{{ group.name }}</span>
                <small dir="auto"
                  >{{ '@' + group.handle }} · {{ texts.count('suggest.group', group.memberCount) }}</small
                >
              </span>
              <parley-icon name="plus" />
            </button>
          </li>
        }
      </ul>
    } @else if (hasNobody()) {
      <p class="none" role="status">{{ t('people.none') }}</p>
    }
  `,
  styleUrl: './people-picker.scss',
})
export class PeoplePicker {
  private readonly rooms = inject(RoomsStore);
  private readonly session = inject(Session);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  readonly label = input.required<string>();
  readonly hint = input('');
  readonly chosen = model.required<readonly UserSummary[]>();
  readonly groups = model<readonly Group[]>([]);
  readonly withGroups = input(false, { transform: booleanAttribute });
  /** Rooms take bots, groups and conversations do not. */
  readonly withBots = input(false, { transform: booleanAttribute });

  protected readonly query = signal('');
  private readonly settled = debounced(this.query, 250);
  protected readonly results = resource({
    params: () => trimText(this.settled()).replace(/^@/, '') || undefined,
    loader: async ({ params }) => {
      const [people, groups] = await Promise.all([
        this.rooms.people(params),
        this.withGroups() ? this.rooms.userGroups(params) : { items: [] },
      ]);
      return { people: people.items, groups: groups.items };
    },
  });
  private readonly answered = computed(() =>
    trimText(this.query()) && this.results.hasValue() ? this.results.value() : null,
  );
  protected readonly found = computed(() => {
    const taken = new Set([this.session.me()?.id, ...this.chosen().map(({ id }) => id)]);
    return (this.answered()?.people ?? [])
      .filter(({ id, bot }) => !taken.has(id) && (!bot || this.withBots()))
      .slice(0, MAX_SHOWN);
  });
  protected readonly foundGroups = computed(() => {
    const taken = new Set(this.groups().map(({ id }) => id));
    return (this.answered()?.groups ?? []).filter(({ id }) => !taken.has(id)).slice(0, MAX_SHOWN);
  });
  protected readonly hasNobody = computed(() => this.answered() !== null && !this.results.isLoading());

  protected add(person: UserSummary): void {
    this.chosen.update((chosen) => [...chosen, person]);
    this.query.set('');
  }

  protected remove({ id }: UserSummary): void {
    this.chosen.update((chosen) => chosen.filter((each) => each.id !== id));
  }

  protected addGroup(group: Group): void {
    this.groups.update((groups) => [...groups, group]);
    this.query.set('');
  }

  protected removeGroup({ id }: Group): void {
    this.groups.update((groups) => groups.filter((each) => each.id !== id));
  }

  /** Enter takes the first that was found; without any it belongs to the form. */
  protected addFirst(event: Event): void {
    if (!trimText(this.query())) return;
    event.preventDefault();
    const [person, group] = [this.found()[0], this.foundGroups()[0]];
    if (person) this.add(person);
    else if (group) this.addGroup(group);
  }
}
