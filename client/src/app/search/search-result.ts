import { Component, computed, inject, input } from '@angular/core';
import type { Found } from '@api/search/search.dto.ts';
import { MessageTexts } from '../rooms/message-texts.ts';
import { Dates } from '../ui/dates.ts';
import { Avatar } from '../users/avatar.ts';
import { BotBadge } from '../users/bot-badge.ts';
import { highlightsInPlainText, splitHighlights } from './split-highlights.ts';
import { PersonNamePipe } from '../users/person-name.ts';

/** A message found by a search: author, time, and the text with its matches highlighted. */
@Component({
  selector: 'parley-search-result',
  imports: [Avatar, BotBadge, PersonNamePipe],
  template: `
    @if (found().message.author; as author) {
      <parley-avatar [id]="author.id" [name]="author.displayName" [url]="author.avatarUrl" />
    }
    <span class="words">
      <span class="line">
        <b dir="auto">{{ found().message.author | personName }}</b>
        <parley-bot-badge [of]="found().message.author" />
        <small dir="auto">{{ room() }}</small>
        <time [attr.datetime]="found().message.createdAt">{{ dates.moment(found().message.createdAt) }}</time>
      </span>
      <span class="body" dir="auto">
        @for (part of parts(); track $index) {
          @if (part.found) {
            <mark>{{ part.text }}</mark>
          } @else {
            <span>{{ part.text }}</span>
          }
        }
      </span>
    </span>
  `,
  styleUrl: './search-result.scss',
})
export class SearchResult {
  private readonly messageTexts = inject(MessageTexts);
  protected readonly dates = inject(Dates);
  readonly found = input.required<Found>();
  /** The name of its room, where results are of several. */
  readonly room = input('');

  protected readonly parts = computed(() => {
    const { message, highlights } = this.found();
    if (this.messageTexts.isFolded(message)) return [{ text: this.messageTexts.inOneLine(message), found: false }];
    // A message may consist of files only.
    if (message.system || !message.body) return [{ text: this.messageTexts.of(message), found: false }];
    const plain = highlightsInPlainText(message.body, highlights);
    return splitHighlights(plain.text, plain.highlights);
  });
}
