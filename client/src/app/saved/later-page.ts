import { Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatIconButton } from '@angular/material/button';
import { ActivatedRoute, RouterLink } from '@angular/router';
import { map } from 'rxjs';
import { type TextKey, Texts } from '../i18n/texts.ts';
import { EmptyState } from '../ui/feedback/empty-state.ts';
import { ListEnd } from '../ui/feedback/list-end.ts';
import { LoadFailure } from '../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../ui/feedback/skeleton-rows.ts';
import { Icon } from '../ui/icon.ts';
import type { IconName } from '../ui/icons.ts';
import { pagedList } from '../ui/paged-list.ts';
import { LaterEntry } from './later-entry.ts';
import { fitsView, SAVED_VIEWS, SavedStore, type SavedView } from './saved-store.ts';

const ICONS: Record<SavedView, IconName> = { open: 'bookmark', reminders: 'clock', done: 'check' };

/** What the reader has saved for later, over all rooms: open, with a reminder, and done. */
@Component({
  selector: 'parley-later-page',
  imports: [EmptyState, Icon, LaterEntry, ListEnd, LoadFailure, MatIconButton, RouterLink, SkeletonRows],
  templateUrl: './later-page.html',
  styleUrls: ['../ui/scrolled-page.scss', './later-page.scss'],
})
export class LaterPage {
  private readonly store = inject(SavedStore);
  protected readonly t = inject(Texts).t;
  protected readonly views = SAVED_VIEWS;
  protected readonly icons = ICONS;
  protected readonly view = toSignal(
    inject(ActivatedRoute).queryParamMap.pipe(map((params) => viewOf(params.get('show')))),
    { initialValue: 'open' },
  );
  /** Loaded again when something is saved; what changes otherwise is known from the stream. */
  protected readonly list = pagedList(
    () => ({ view: this.view(), newest: this.store.newestSavedAt() }),
    ({ view }, cursor) => this.store.page(view, cursor),
  );
  protected readonly shown = computed(() =>
    this.list
      .items()
      .flatMap((item) => {
        const entry = this.store.entry(item.messageId);
        return entry ? [{ ...item, ...entry }] : [];
      })
      .filter((item) => fitsView(item, this.view())),
  );

  protected readonly viewKey = (view: SavedView): TextKey => `later.${view}`;
  protected readonly noneKey = (view: SavedView): TextKey => `later.none-${view}`;
  protected readonly noneTextKey = (view: SavedView): TextKey => `later.none-${view}-text`;
}

const viewOf = (name: string | null): SavedView => SAVED_VIEWS.find((view) => view === name) ?? 'open';
