import { Component, computed, inject, input } from '@angular/core';
import type { Found } from '@api/search/search.dto.ts';
import { Notices } from '../rooms/notices.ts';
import { Dates } from '../ui/dates.ts';
import { Avatar } from '../users/avatar.ts';
import { splitHighlights } from './split-highlights.ts';

/** One message that was found: who, when, and the words with what was looked for marked. */
@Component({
  selector: 'parley-search-result',
  imports: [Avatar],
  template: `
    @if (found().message.author; as author) {
      <parley-avatar [id]="author.id" [name]="author.displayName" [url]="author.avatarUrl" />
    }
    <span class="words">
      <span class="line">
        <b dir="auto">{{ found().message.author?.displayName }}</b>
        <small dir="auto">{{ room() }}</small>
        <time [attr.datetime]="found().message.createdAt">{{ dates.moment(found().message.createdAt) }}</time>
      </span>
      <span class="body" dir="auto">
        @for (piece of pieces(); track $index) {
          @if (piece.found) {
            <mark>{{ piece.text }}</mark>
          } @else {
            <span>{{ piece.text }}</span>
          }
        }
      </span>
    </span>
  `,
  styleUrl: './search-result.scss',
})
export class SearchResult {
  private readonly notices = inject(Notices);
  protected readonly dates = inject(Dates);
  readonly found = input.required<Found>();
  /** Its name, where that is not plain. */
  readonly room = input('');

  protected readonly pieces = computed(() => {
    const { message, highlights } = this.found();
    // Files may have been sent without a word.
    if (message.system || !message.body) return [{ text: this.notices.of(message), found: false }];
    return splitHighlights(message.body, highlights);
  });
}
