import {
  afterNextRender,
  Component,
  computed,
  debounced,
  effect,
  inject,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import type { FoundPage } from '@api/search/search.dto.ts';
import { Api } from '../api/api.ts';
import { Notices } from '../rooms/notices.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { Dates } from '../ui/dates.ts';
import { EmptyState } from '../ui/empty-state.ts';
import { Icon } from '../ui/icon.ts';
import { ListEnd } from '../ui/list-end.ts';
import { pagedList } from '../ui/paged-list.ts';
import { ProblemTexts } from '../ui/problem-texts.ts';
import { SkeletonRows } from '../ui/skeleton-rows.ts';
import { TextField } from '../ui/text-field.ts';
import { Texts } from '../ui/texts.ts';
import { Avatar } from '../users/avatar.ts';
import { highlighted } from './highlighted.ts';

const NOTHING: FoundPage = { items: [], next: null };
const LONGEST = 200;

/** Finds messages in all one's rooms; each result leads to its place in the conversation. */
@Component({
  selector: 'parley-search-page',
  imports: [Avatar, EmptyState, Icon, ListEnd, MatButton, MatIconButton, RouterLink, SkeletonRows, TextField],
  templateUrl: './search-page.html',
  styleUrl: './search-page.scss',
})
export class SearchPage {
  private readonly api = inject(Api);
  private readonly rooms = inject(RoomsStore);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly dates = inject(Dates);
  private readonly notices = inject(Notices);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly longest = LONGEST;

  protected readonly query = signal(this.route.snapshot.queryParamMap.get('q') ?? '');
  private readonly settled = debounced(this.query, 300);
  protected readonly wanted = computed(() => this.settled.value().trim());
  protected readonly list = pagedList(this.wanted, (q, cursor) =>
    q ? this.api.get<FoundPage>('/search/messages', { q, cursor }) : Promise.resolve(NOTHING),
  );
  protected readonly results = computed(() =>
    this.list.items().map(({ message, highlights }) => {
      const room = this.rooms.room(message.roomId);
      return {
        message,
        pieces: message.system
          ? [{ text: this.notices.of(message), found: false }]
          : highlighted(message.body, highlights),
        room: room ? roomName(room) : '',
        time: this.dates.moment(message.createdAt),
      };
    }),
  );

  private readonly field = viewChild.required(TextField);

  constructor() {
    // Who comes back to results reads on; everybody else has come to write.
    afterNextRender(() => !/\S$/.test(this.query()) && this.field().focus());
    // So that the way back from a result leads to the results.
    effect(() => {
      const q = this.wanted() || null;
      untracked(() => void this.router.navigate([], { relativeTo: this.route, queryParams: { q }, replaceUrl: true }));
    });
  }
}
