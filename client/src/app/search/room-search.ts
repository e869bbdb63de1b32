import { Component, computed, inject, input, model, output, viewChild } from '@angular/core';
import type { Message } from '@api/timeline/message.dto.ts';
import { EmptyState } from '../ui/feedback/empty-state.ts';
import { LoadFailure } from '../ui/feedback/load-failure.ts';
import { ListEnd } from '../ui/feedback/list-end.ts';
import { SkeletonRows } from '../ui/feedback/skeleton-rows.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { Texts } from '../i18n/texts.ts';
import { SearchResultList } from './search-result-list.ts';
import { MAX_QUERY_LENGTH, MessageSearch } from './message-search.ts';

/** Searches the messages of a room, or of all rooms, beside the conversation. Shows the projected content while the query is empty. */
@Component({
  selector: 'parley-room-search',
  imports: [EmptyState, ListEnd, LoadFailure, SearchResultList, SkeletonRows, TextField],
  templateUrl: './room-search.html',
  styleUrl: './room-search.scss',
})
export class RoomSearch {
  private readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  protected readonly longest = MAX_QUERY_LENGTH;

  readonly roomId = input.required<string>();
  readonly query = model.required<string>();
  /** Whether all rooms are searched. */
  readonly everywhere = model(false);
  /** A result of the open room is chosen; one of another room is a link to it. */
  readonly chosen = output<Message>();
  private readonly field = viewChild.required(TextField);
  private readonly found = viewChild(SearchResultList);

  protected readonly scopes = [false, true] as const;
  private readonly searched = computed(() => (this.everywhere() ? '' : this.roomId()));
  protected readonly search = new MessageSearch(this.query, this.searched);
  protected readonly list = this.search.list;
  protected readonly status = computed(() => {
    if (!this.search.wanted() || !this.list.loaded() || this.list.error()) return '';
    const count = this.list.items().length;
    if (count === 0) return this.list.busy() ? '' : this.t('search.none');
    if (this.list.hasMore()) return this.texts.count('search.found-more', count);
    return this.texts.count('search.found', count);
  });

  /** Focuses the field, unless the results of an earlier search are shown again: then the list takes the focus. */
  focus(): void {
    if (!this.search.seen()) this.field().focus();
  }

  protected focusField(): void {
    this.field().focus();
  }

  protected searchIn(everywhere: boolean): void {
    this.everywhere.set(everywhere);
    this.focusField();
  }

  protected onKeydown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    // Ctrl+F within the field is left to the browser's own search.
    if (event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey) && !event.shiftKey) event.stopPropagation();
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
    event.preventDefault();
    this.found()?.focus();
  }
}
