import { Component, computed, inject, input, resource } from '@angular/core';
import type { RoomDetails } from '@api/rooms/rooms.dto.ts';
import { Api } from '../api/api.ts';
import { Texts } from '../i18n/texts.ts';
import { Dates } from '../ui/dates.ts';
import { LoadFailure } from '../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../ui/feedback/skeleton-rows.ts';
import { fileSize } from '../ui/file-size.ts';
import { personName } from '../users/person-name.ts';

/** Owners, size and last activity of a room, also before joining a public one. */
@Component({
  selector: 'parley-room-facts',
  imports: [LoadFailure, SkeletonRows],
  template: `
    @if (found.error()) {
      <parley-load-failure [error]="found.error()" (retry)="found.reload()" />
    } @else if (!found.hasValue()) {
      <parley-skeleton-rows [count]="2" />
    } @else {
      <dl>
        @for (fact of facts(); track fact.title) {
          <div>
            <dt>{{ fact.title }}</dt>
            <dd dir="auto">{{ fact.text }}</dd>
          </div>
        }
      </dl>
    }
  `,
  styles: `
    dl {
      display: grid;
      gap: 0.375rem;
      margin: 0;
    }
    div {
      display: flex;
      flex-wrap: wrap;
      gap: 0 0.75rem;
      justify-content: space-between;
    }
    dt {
      color: var(--mat-sys-on-surface-variant);
    }
    dd {
      min-width: 0;
      margin: 0;
      overflow-wrap: anywhere;
    }
  `,
})
export class RoomFacts {
  private readonly api = inject(Api);
  private readonly dates = inject(Dates);
  private readonly texts = inject(Texts);
  private readonly t = this.texts.t;
  readonly roomId = input.required<string>();
  /** Anything that changes with what the facts say. */
  readonly version = input<unknown>();

  protected readonly found = resource({
    params: () => ({ id: this.roomId(), version: this.version() }),
    loader: ({ params }) => this.api.get<RoomDetails>(`/rooms/${params.id}/details`),
  });

  protected readonly facts = computed(() => {
    if (!this.found.hasValue()) return [];
    const { owners, people, files, fileBytes, lastActivityAt, createdAt, archivedAt } = this.found.value();
    const names = new Intl.ListFormat(this.texts.locale()).format(owners.map(personName));
    const size = files > 0 ? `${files} · ${fileSize(fileBytes, this.texts.locale())}` : '0';
    return [
      ...(owners.length > 0 ? [{ title: this.texts.count('facts.owner', owners.length), text: names }] : []),
      { title: this.t('facts.people'), text: String(people) },
      { title: this.t('facts.files'), text: size },
      { title: this.t('facts.last'), text: lastActivityAt ? this.dates.moment(lastActivityAt) : this.t('facts.never') },
      { title: this.t('facts.created'), text: this.dates.moment(createdAt) },
      ...(archivedAt ? [{ title: this.t('facts.archived'), text: this.dates.moment(archivedAt) }] : []),
    ];
  });
}
