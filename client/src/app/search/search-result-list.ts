import { afterNextRender, Component, ElementRef, inject, input, linkedSignal, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Found } from '@api/search/search.dto.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { Texts } from '../i18n/texts.ts';
import type { SearchPosition } from './recent-search-results.ts';
import { SearchResult } from './search-result.ts';
import type { ResultLeft } from './message-search.ts';

/** Where a key leads from a result; before the first one lies what one has written. */
const STEPS: Record<string, (here: number, last: number) => number> = {
  ArrowDown: (here, last) => Math.min(here + 1, last),
  ArrowUp: (here) => here - 1,
  Home: () => 0,
  End: (_, last) => last,
};

/** What was found, each a way to its place in the conversation; the arrows lead from one to the next. */
@Component({
  selector: 'parley-search-result-list',
  imports: [SearchResult, RouterLink],
  template: `
    <ul [attr.aria-busy]="busy()" [attr.aria-label]="t('search.results')" tabindex="-1" (keydown)="walk($event)">
      @for (each of found(); track each.message.id) {
        <li>
          @if (inRoom()) {
            <a
              [href]="'/rooms/' + each.message.roomId + '?at=' + each.message.seq"
              [attr.aria-current]="each.message.id === current() || null"
              (click)="choose($event, each.message)"
            >
              <parley-search-result [found]="each" />
            </a>
          } @else {
            <a
              [routerLink]="['/rooms', each.message.roomId]"
              [queryParams]="{ at: each.message.seq }"
              [attr.aria-current]="each.message.id === current() || null"
              (click)="leave($event, each.message)"
            >
              <parley-search-result [found]="each" [room]="roomOf(each)" />
            </a>
          }
        </li>
      }
    </ul>
  `,
  styleUrl: './search-result-list.scss',
})
export class SearchResultList {
  private readonly rooms = inject(RoomsStore);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly t = inject(Texts).t;
  readonly found = input.required<readonly Found[]>();
  readonly busy = input(false);
  /** They are in the room that is open: its page shows them. */
  readonly inRoom = input(false);
  /** Where one was in it before one went to a message and came back. */
  readonly seen = input<SearchPosition | null>(null);
  readonly chosen = output<Message>();
  /** One goes to a message, here or in its room. */
  readonly leaving = output<ResultLeft>();
  /** Up, from the first one. */
  readonly left = output();
  /** The one that was shown last. */
  protected readonly current = linkedSignal(() => this.seen()?.messageId ?? null);

  constructor() {
    afterNextRender(() => {
      const seen = this.seen();
      if (!seen) return;
      this.host.querySelector<HTMLElement>('[aria-current]')?.focus({ preventScroll: true });
      const scroller = scrollerOf(this.host);
      if (scroller) scroller.scrollTop = seen.top;
    });
  }

  /** The first result, if there is one. */
  focus(): void {
    this.links()[0]?.focus();
  }

  protected roomOf({ message }: Found): string {
    const room = this.rooms.room(message.roomId);
    return room ? roomName(room) : '';
  }

  protected choose(event: MouseEvent, message: Message): void {
    if (!this.leave(event, message)) return;
    event.preventDefault();
    this.chosen.emit(message);
  }

  /** @returns false when another tab or window opens it by its address */
  protected leave({ ctrlKey, metaKey, shiftKey }: MouseEvent, { id }: Message): boolean {
    if (ctrlKey || metaKey || shiftKey) return false;
    this.current.set(id);
    this.leaving.emit({ messageId: id, top: scrollerOf(this.host)?.scrollTop ?? 0 });
    return true;
  }

  protected walk(event: KeyboardEvent): void {
    const links = this.links();
    const here = links.findIndex((link) => link === document.activeElement);
    const next = STEPS[event.key]?.(here, links.length - 1);
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (next < 0) this.left.emit();
    else links[next]?.focus();
  }

  private links(): HTMLElement[] {
    return [...this.host.querySelectorAll('a')];
  }
}

/** What moves when one scrolls through the element. */
function scrollerOf(element: Element): Element | null {
  const { parentElement } = element;
  if (!parentElement) return null;
  return /auto|scroll/.test(getComputedStyle(parentElement).overflowY) ? parentElement : scrollerOf(parentElement);
}
