import { afterNextRender, Component, effect, inject, signal, untracked, viewChild } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { EmptyState } from '../ui/feedback/empty-state.ts';
import { LoadFailure } from '../ui/feedback/load-failure.ts';
import { Icon } from '../ui/icon.ts';
import { ListEnd } from '../ui/feedback/list-end.ts';
import { SkeletonRows } from '../ui/feedback/skeleton-rows.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { Texts } from '../i18n/texts.ts';
import { SearchResultList } from './search-result-list.ts';
import { FilterChips } from './filter-chips.ts';
import { MAX_QUERY_LENGTH, MessageSearch, type ResultLeft } from './message-search.ts';
import { RecentQueries } from './recent-queries.ts';

/** Searches the messages of all rooms of the signed-in person; each result links to its message in the conversation. */
@Component({
  selector: 'parley-search-page',
  imports: [
    EmptyState,
    FilterChips,
    Icon,
    ListEnd,
    LoadFailure,
    MatIconButton,
    RouterLink,
    SearchResultList,
    SkeletonRows,
    TextField,
  ],
  templateUrl: './search-page.html',
  styleUrls: ['../ui/scrolled-page.scss', './search-page.scss'],
})
export class SearchPage {
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  protected readonly t = inject(Texts).t;
  protected readonly longest = MAX_QUERY_LENGTH;

  protected readonly query = signal(this.route.snapshot.queryParamMap.get('q') ?? '');
  protected readonly search = new MessageSearch(this.query);
  protected readonly list = this.search.list;
  protected readonly recent = inject(RecentQueries);

  protected readonly field = viewChild.required(TextField);
  private readonly found = viewChild(SearchResultList);

  constructor() {
    // With a query in the address the results take the focus, else the field.
    afterNextRender(() => !/\S$/.test(this.query()) && this.field().focus());
    // The query is in the address, so that going back from a result shows the results again.
    effect(() => {
      const q = this.search.wanted() || null;
      untracked(() => void this.router.navigate([], { relativeTo: this.route, queryParams: { q }, replaceUrl: true }));
    });
  }

  protected leave(result: ResultLeft): void {
    this.recent.add(this.search.wanted());
    this.search.leave(result);
  }

  protected focusResults(event: Event): void {
    event.preventDefault();
    this.found()?.focus();
  }
}
