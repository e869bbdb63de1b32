import { Component, computed, inject, input, model, resource, signal } from '@angular/core';
import type { UserSummary } from '@api/users/users.dto.ts';
import { trimText } from '@api/shared/visible-text.ts';
import { Session } from '../../auth/session.ts';
import { debounced } from '../../ui/debounced.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Icon } from '../../ui/icon.ts';
import { Texts } from '../../i18n/texts.ts';
import { Avatar } from '../../users/avatar.ts';
import { StatusEmoji } from '../../users/status-emoji.ts';
import { RoomsStore } from '../rooms-store.ts';

const MAX_SHOWN = 5;

/** Chooses people by typing a part of their names. */
@Component({
  selector: 'parley-people-picker',
  imports: [Avatar, Icon, StatusEmoji, TextField],
  template: `
    @if (chosen().length > 0) {
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
    @if (found().length > 0) {
      <ul class="found" [attr.aria-label]="t('people.search')" [attr.aria-busy]="results.isLoading()">
        @for (person of found(); track person.id) {
          <li>
            <button type="button" (click)="add(person)">
              <parley-avatar [id]="person.id" [name]="person.displayName" [url]="person.avatarUrl" [size]="28" />
              <span class="words">
                <span dir="auto">{{ person.displayName }} <parley-status-emoji [status]="person.status" /></span>
                <small dir="auto">{{ '@' + person.username }}</small>
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
  protected readonly t = inject(Texts).t;
  readonly label = input.required<string>();
  readonly hint = input('');
  readonly chosen = model.required<readonly UserSummary[]>();

  protected readonly query = signal('');
  private readonly settled = debounced(this.query, 250);
  protected readonly results = resource({
    params: () => trimText(this.settled()).replace(/^@/, '') || undefined,
    loader: ({ params }) => this.rooms.people(params),
  });
  private readonly answered = computed(() =>
    trimText(this.query()) && this.results.hasValue() ? this.results.value().items : null,
  );
  protected readonly found = computed(() => {
    const taken = new Set([this.session.me()?.id, ...this.chosen().map(({ id }) => id)]);
    return (this.answered() ?? []).filter(({ id }) => !taken.has(id)).slice(0, MAX_SHOWN);
  });
  protected readonly hasNobody = computed(() => this.answered() !== null && !this.results.isLoading());

  protected add(person: UserSummary): void {
    this.chosen.update((chosen) => [...chosen, person]);
    this.query.set('');
  }

  protected remove({ id }: UserSummary): void {
    this.chosen.update((chosen) => chosen.filter((each) => each.id !== id));
  }

  /** Enter takes the first person that was found; without any it belongs to the form. */
  protected addFirst(event: Event): void {
    if (!trimText(this.query())) return;
    event.preventDefault();
    const [first] = this.found();
    if (first) this.add(first);
  }
}
