import { Component, computed, inject, model } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { Session } from '../auth/session.ts';
import { type TextKey, Texts } from '../i18n/texts.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { InertClosedMenu } from '../ui/inert-closed-menu.ts';
import { Icon } from '../ui/icon.ts';
import { type FilterName, filterIn, withFilter } from './search-filters.ts';
import { isConversation } from '@api/shared/roles.ts';

/** The newest rooms and people; all others are typed. */
const MAX_CHOICES = 12;
const HAS = ['file', 'image', 'audio', 'link', 'reaction'] as const;
const ON = ['today', 'yesterday', 'week', 'month'] as const;

interface Chip {
  readonly filter: FilterName;
  readonly label: string;
  readonly value: string | null;
  readonly choices: readonly { value: string; label: string }[];
}

/** The filters of a search as chips with menus. They are written into the query, where they can be typed as well. */
@Component({
  selector: 'parley-filter-chips',
  imports: [Icon, InertClosedMenu, MatMenuModule],
  template: `
    @for (chip of chips(); track chip.filter) {
      <button type="button" class="chip" [class.set]="chip.value !== null" [matMenuTriggerFor]="menu">
        <span dir="auto">{{ chip.label }}</span>
        <parley-icon name="chevron" />
      </button>
      <mat-menu #menu="matMenu">
        <ng-template matMenuContent>
          @if (chip.value !== null) {
            <button mat-menu-item (click)="query.set(without(chip.filter))">
              <span class="item"><parley-icon name="close" />{{ t('search.filter-off') }}</span>
            </button>
          }
          @for (choice of chip.choices; track choice.value) {
            <button
              mat-menu-item
              role="menuitemradio"
              [attr.aria-checked]="choice.value === chip.value"
              (click)="query.set(set(chip.filter, choice.value))"
            >
              <span dir="auto">{{ choice.label }}</span>
            </button>
          }
        </ng-template>
      </mat-menu>
    }
  `,
  styles: `
    @use '../ui/mixins';

    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem;
    }
    .chip {
      display: inline-flex;
      align-items: center;
      gap: 0.25rem;
      max-width: 100%;
      min-height: 2rem;
      padding-block: 0;
      padding-inline: 0.75rem 0.5rem;
      font-size: 0.875rem;
      color: var(--mat-sys-on-surface-variant);
      background: none;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 999px;
      cursor: pointer;
      @include mixins.touch-target;
      &:hover {
        background: var(--mat-sys-surface-container);
      }
      &.set {
        color: var(--mat-sys-on-secondary-container);
        background: var(--mat-sys-secondary-container);
        border-color: transparent;
      }
      span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      parley-icon {
        width: 1rem;
        height: 1rem;
      }
    }
  `,
})
export class FilterChips {
  private readonly rooms = inject(RoomsStore);
  private readonly session = inject(Session);
  protected readonly t = inject(Texts).t;
  readonly query = model.required<string>();

  protected readonly chips = computed<Chip[]>(() => [
    this.chip('from', 'search.filter-from', this.people()),
    this.chip('in', 'search.filter-in', this.named()),
    this.chip(
      'has',
      'search.filter-has',
      HAS.map((value) => ({ value, label: this.t(`search-has.${value}`) })),
    ),
    this.chip(
      'on',
      'search.filter-on',
      ON.map((value) => ({ value, label: this.t(`search-on.${value}`) })),
    ),
  ]);

  private readonly people = computed(() => {
    const me = this.session.me();
    const peers = this.rooms.all().flatMap(({ peer }) => peer ?? []);
    return [...(me ? [me] : []), ...peers]
      .slice(0, MAX_CHOICES)
      .map(({ username, displayName }) => ({ value: username, label: displayName }));
  });
  private readonly named = computed(() =>
    this.rooms
      .all()
      .filter(({ kind }) => !isConversation(kind))
      .slice(0, MAX_CHOICES)
      .map((room) => ({ value: roomName(room), label: roomName(room) })),
  );

  protected without(filter: FilterName): string {
    return withFilter(this.query(), filter, null);
  }

  protected set(filter: FilterName, value: string): string {
    return withFilter(this.query(), filter, value);
  }

  private chip(filter: FilterName, name: TextKey, choices: Chip['choices']): Chip {
    const value = filterIn(this.query(), filter);
    const chosen = choices.find((each) => each.value.toLowerCase() === value?.toLowerCase());
    return {
      filter,
      choices,
      value,
      label: value === null ? this.t(name) : `${this.t(name)}: ${chosen?.label ?? value}`,
    };
  }
}
