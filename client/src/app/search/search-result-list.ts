import { FocusKeyManager } from '@angular/cdk/a11y';
import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  output,
  viewChildren,
} from '@angular/core';
import { Router } from '@angular/router';
import type { Found } from '@api/search/search.dto.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { messagePath, placeOf } from '@api/shared/message-place.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { Texts } from '../i18n/texts.ts';
import type { SearchPosition } from './recent-search-results.ts';
import { SearchResult } from './search-result.ts';
import type { ResultLeft } from './message-search.ts';

/** Where the panel lies over the conversation. */
const PANEL_OVERLAYS = '(max-width: 74.99rem)';

/** Search results, each a link to its message in the conversation; the arrow keys move between them. */
@Component({
  selector: 'parley-search-result-list',
  imports: [SearchResult],
  template: `
    <ul [attr.aria-busy]="busy()" [attr.aria-label]="t('search.results')" tabindex="-1" (keydown)="onKeydown($event)">
      @for (each of found(); track each.message.id) {
        <li>
          <a
            #link
            [href]="pathOf(each.message)"
            [attr.aria-current]="each.message.id === current() || null"
            (click)="choose($event, each.message)"
          >
            <parley-search-result [found]="each" [room]="named() ? roomOf(each) : ''" />
          </a>
        </li>
      }
    </ul>
  `,
  styleUrl: './search-result-list.scss',
})
export class SearchResultList {
  private readonly rooms = inject(RoomsStore);
  private readonly router = inject(Router);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly t = inject(Texts).t;
  protected readonly pathOf = messagePath;
  readonly found = input.required<readonly Found[]>();
  readonly busy = input(false);
  /** The room beside which the results stand, whose page shows its own. Where there is space they stay beside others. */
  readonly openRoomId = input<string | null>(null);
  /** Whether results name their room. */
  readonly named = input(true);
  /** The position in the list before a result was opened. */
  readonly seen = input<SearchPosition | null>(null);
  readonly chosen = output<Message>();
  /** A result is opened, here or in its room. */
  readonly leaving = output<ResultLeft>();
  /** ArrowUp on the first result. */
  readonly left = output();
  /** Id of the result opened last. */
  protected readonly current = linkedSignal(() => this.seen()?.messageId ?? null);

  private readonly links = viewChildren<string, ElementRef<HTMLElement>>('link', { read: ElementRef });
  private readonly keys = new FocusKeyManager(
    computed(() => this.links().map(({ nativeElement }) => ({ focus: () => nativeElement.focus() }))),
    inject(Injector),
  ).withHomeAndEnd();

  constructor() {
    afterNextRender(() => {
      const seen = this.seen();
      if (!seen) return;
      this.host.querySelector<HTMLElement>('[aria-current]')?.focus({ preventScroll: true });
      const scroller = scrollerOf(this.host);
      if (scroller) scroller.scrollTop = seen.top;
    });
  }

  /** Focuses the first result, if any. */
  focus(): void {
    this.keys.setFirstItemActive();
  }

  protected roomOf({ message }: Found): string {
    const room = this.rooms.room(message.roomId);
    return room ? roomName(room) : '';
  }

  /** With a modifier key the browser opens the link in another tab or window. */
  protected async choose(event: MouseEvent, message: Message): Promise<void> {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.current.set(message.id);
    this.leaving.emit({ messageId: message.id, top: scrollerOf(this.host)?.scrollTop ?? 0 });
    if (message.roomId === this.openRoomId()) {
      this.chosen.emit(message);
      return;
    }
    const panel = this.openRoomId() && !window.matchMedia(PANEL_OVERLAYS).matches ? 'search' : null;
    await this.router.navigate(['/rooms', message.roomId], { queryParams: { panel, ...placeOf(message) } });
  }

  protected onKeydown(event: KeyboardEvent): void {
    const current = this.links().findIndex(({ nativeElement }) => nativeElement === document.activeElement);
    if (event.key === 'ArrowUp' && current <= 0 && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.left.emit();
      return;
    }
    this.keys.updateActiveItem(current);
    this.keys.onKeydown(event);
  }
}

/** The nearest ancestor that scrolls. */
function scrollerOf(element: Element): Element | null {
  const { parentElement } = element;
  if (!parentElement) return null;
  return /auto|scroll/.test(getComputedStyle(parentElement).overflowY) ? parentElement : scrollerOf(parentElement);
}
