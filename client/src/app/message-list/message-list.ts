import {
  afterNextRender,
  afterRenderEffect,
  ApplicationRef,
  Component,
  computed,
  DestroyRef,
  effect,
  type ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  output,
  signal,
  untracked,
  viewChild,
  viewChildren,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { defaultRangeExtractor, injectVirtualizer, type Range } from '@tanstack/angular-virtual';
import { Dates } from '../ui/dates.ts';
import { LongPress } from '../ui/gestures/long-press.ts';
import { Icon } from '../ui/icon.ts';
import { Swipe } from '../ui/gestures/swipe.ts';
import { Texts } from '../i18n/texts.ts';
import type { ReactionChange } from '../messages/message-reactions.ts';
import { withRow } from './list-keys.ts';
import { ScrollAnchor } from './scroll-anchor.ts';
import { CollapsedMessages } from './collapsed-messages.ts';
import { menuItemsFor, type MessageAction } from './message-menu-items.ts';
import { MessageMenus } from './message-menus.ts';
import { MessageRow } from './message-row.ts';
import type { OutboxItem } from '../outbox/outbox-state.ts';
import { UnreadBelow } from './unread-below.ts';
import { RowKeyboardNav } from './row-keyboard-nav.ts';
import { estimatedHeight } from './row-height.ts';
import type { TimelineRow } from './timeline-rows.ts';

/** How near the end counts as being there, in pixels. */
const AT_END_PX = 60;
/** Nobody is at the end: what grows there must not push away what one reads. */
const NEVER_AT_END_PX = -1;
/** Rows before the edge at which the next page is asked for. */
const PREFETCH_ROWS = 15;
/** What lies under the pill of the day is not what one reads, in pixels. */
const DAY_PILL_PX = 36;
/** How far a separator may have left the screen and still say the day. */
const SEPARATOR_TOLERANCE_PX = 20;
const LETTER_ACTIONS: Record<string, MessageAction> = { r: 'reply', t: 'thread', e: 'edit' };

/**
 * The rows of one room, of which only those on the screen exist. Anchored by row: a page that joins above, an edit or
 * a late height never moves what one reads; only who is at the end stays at the end.
 */
@Component({
  selector: 'parley-message-list',
  imports: [LongPress, Icon, MatButton, MessageMenus, MessageRow, Swipe],
  templateUrl: './message-list.html',
  styleUrl: './message-list.scss',
  host: {
    '[class.of-thread]': 'inThread()',
    '(window:beforeprint)': 'setPrinting(true)',
    '(window:afterprint)': 'setPrinting(false)',
  },
})
export class MessageList {
  private readonly injector = inject(Injector);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  private readonly app = inject(ApplicationRef);
  protected readonly dates = inject(Dates);

  readonly rows = input.required<readonly TimelineRow[]>();
  readonly me = input.required<UserSummary>();
  readonly room = input.required<Room>();
  /** The rows are those of a thread. */
  readonly inThread = input(false);
  /** How many others have read as far as a seq; null where that is not told. */
  readonly readBy = input.required<(seq: number) => number | null>();
  /** There is a place one came from. */
  readonly canGoBack = input(false);
  readonly hasBefore = input.required<boolean>();
  readonly hasAfter = input.required<boolean>();
  /** Opens at this message instead of the first unread one. */
  readonly startAt = input<number | null>(null);
  /** Set when the last page could not be loaded; asking again is up to the reader then. */
  readonly failed = input(false);
  readonly older = output();
  readonly newer = output();
  readonly retryPage = output();
  readonly newest = output();
  readonly back = output();
  readonly act = output<{ row: TimelineRow; action: MessageAction }>();
  readonly react = output<{ row: TimelineRow; change: ReactionChange }>();
  readonly showQuoted = output<number>();
  readonly retry = output<OutboxItem>();
  readonly takeBack = output<OutboxItem>();
  readonly discard = output<OutboxItem>();
  /** Whoever walked through the rows goes back to writing. */
  readonly leave = output();

  /** The newest message is on the screen. */
  readonly atEnd = signal(false);
  /** The rows of which the last one has been drawn on the screen at rest; null while another place is shown or sought. */
  readonly seenToEnd = signal<readonly TimelineRow[] | null>(null);

  protected readonly scroller = viewChild<ElementRef<HTMLElement>>('scroller');
  private readonly width = linkedSignal(() => this.scroller()?.nativeElement.clientWidth ?? 800);
  protected readonly collapsed = new CollapsedMessages(this.width);
  private readonly elements = viewChildren<ElementRef<HTMLElement>>('element');
  protected readonly virtualizer = injectVirtualizer<HTMLElement, HTMLElement>(() => {
    const rows = this.rows();
    return {
      scrollElement: this.scroller(),
      count: rows.length,
      getItemKey: (index) => rows[index]?.key ?? index,
      estimateSize: (index) => estimatedHeight(rows[index], this.width()),
      overscan: 8,
      // The row with the focus is kept, else the focus would be lost with it.
      rangeExtractor: (range: Range): number[] => withRow(defaultRangeExtractor(range), this.keyboardNav.index()),
      paddingStart: this.inThread() && !this.hasBefore() ? 4 : 48,
      paddingEnd: 12,
      anchorTo: 'end' as const,
      followOnAppend: !this.hasAfter(),
      scrollEndThreshold: this.collapsed.isResizing() ? NEVER_AT_END_PX : AT_END_PX,
      isScrollingResetDelay: 900,
    };
  });

  private readonly printing = signal(false);
  /** On paper the first one begins the day, and says who speaks. */
  protected readonly drawnRows = computed(() => {
    const [first, ...others] = this.rows();
    if (!first || !this.printing()) return this.rows();
    const createdAt = (first.message ?? first.waiting)?.createdAt ?? null;
    return [{ ...first, grouped: false, day: first.day ?? createdAt }, ...others];
  });
  /** On paper nobody scrolls. */
  protected readonly drawnItems = computed(() =>
    this.printing()
      ? this.rows().map(({ key }, index) => ({ key, index, start: 0 }))
      : this.virtualizer.getVirtualItems(),
  );

  /** The keys go through the rows; see `RowKeyboardNav`. */
  protected readonly keyboardNav: RowKeyboardNav = new RowKeyboardNav(
    {
      visibleRange: () => ({
        first: this.firstVisible()?.index ?? 0,
        last: this.virtualizer.range()?.endIndex ?? 0,
        count: this.rows().length,
      }),
      keyOf: (index) => this.rows()[index]?.key ?? null,
      element: (index) => this.scroller()?.nativeElement.querySelector(`[data-index="${index}"]`) ?? null,
      bringIntoView: (index) => this.virtualizer.scrollToIndex(index, { align: 'auto' }),
      runLetter: (letter, index) => this.runLetter(letter, this.rows()[index]),
      leave: () => this.leave.emit(),
      indexOf: (key) => this.rows().findIndex((row) => row.key === key),
      focusList: () => this.scroller()?.nativeElement.focus({ preventScroll: true }),
    },
    this.injector,
  );

  private readonly scrollAnchor = new ScrollAnchor(
    (index, align) => this.virtualizer.scrollToIndex(index, { align }),
    this.injector,
  );
  protected readonly highlighted = signal<string | null>(null);
  protected readonly unreadBelow = new UnreadBelow({
    rows: this.rows,
    me: this.me,
    room: this.room,
    inThread: this.inThread,
    lastOnScreen: () => this.virtualizer.range()?.endIndex ?? -1,
  });
  /** The day one is reading, while one scrolls and the separator that says it is above the edge. */
  protected readonly floatingDay = computed(() => {
    const scrollTop = this.top();
    if (this.scrollAnchor.busy() || !this.virtualizer.isScrolling()) return null;
    const item = this.firstVisible();
    const row = this.rows()[item?.index ?? -1];
    const at = (row?.message ?? row?.waiting)?.createdAt;
    const isSaidBySeparator = row?.day && item && item.start >= scrollTop - SEPARATOR_TOLERANCE_PX;
    return at && !isSaidBySeparator ? this.dates.day(at) : null;
  });

  constructor() {
    afterRenderEffect(() => {
      const elements = this.elements();
      if (!this.printing()) elements.forEach((each) => this.virtualizer.measureElement(each.nativeElement));
    });
    afterRenderEffect(() => {
      this.rows();
      this.drawnItems();
      this.scrollAnchor.busy();
      untracked(() => this.updatePosition());
    });
    effect(() => {
      const range = this.virtualizer.range();
      const count = this.rows().length;
      if (!range || this.failed() || this.scrollAnchor.busy()) return;
      if (this.hasBefore() && range.startIndex < PREFETCH_ROWS) untracked(() => this.older.emit());
      if (this.hasAfter() && range.endIndex >= count - PREFETCH_ROWS) untracked(() => this.newer.emit());
    });
    effect(() => {
      if (this.atEnd() && !this.hasAfter()) this.unreadBelow.markSeen();
    });
    afterNextRender(() => {
      this.open();
      this.stayAtEndOnResize();
      // Not by Angular: its listeners are not passive, and scrolling would wait for them.
      for (const hand of ['wheel', 'touchmove', 'pointerdown'])
        this.scroller()?.nativeElement.addEventListener(hand, () => this.scrollAnchor.release(), { passive: true });
    });
  }

  /** The browser prints what is there when this returns. */
  protected setPrinting(isPrinting: boolean): void {
    this.printing.set(isPrinting);
    this.app.tick();
  }

  /** The seq of the topmost message on the screen. */
  topSeq(): number | null {
    return this.rows()[this.firstVisible()?.index ?? -1]?.message?.seq ?? null;
  }

  private firstVisible() {
    const top = this.top();
    return this.virtualizer.getVirtualItems().find(({ end }) => end > top + DAY_PILL_PX);
  }

  private runLetter(letter: string, row: TimelineRow | undefined): boolean {
    const action = LETTER_ACTIONS[letter];
    const message = row?.message;
    if (!action || !message || message.deletedAt || message.kind !== 'text') return false;
    const may = menuItemsFor(message, { ...this.me(), room: this.room(), inThread: this.inThread() }).some(
      (each) => each.action === action,
    );
    if (may) this.act.emit({ row, action });
    return may;
  }

  /** Swiped like a phone's chats do it. */
  protected onSwipe(article: HTMLElement): void {
    const row = this.rows()[Number(article.closest<HTMLElement>('[data-index]')?.dataset['index'])];
    this.runLetter('r', row);
  }

  /** Held like a phone's chats do it. */
  protected onHold(article: HTMLElement): void {
    article.querySelector<HTMLElement>('[data-action="menu"]')?.click();
  }

  /** To the newest row, for instance because one has just written it. */
  scrollToEnd(): void {
    this.scrollAnchor.holdAt('end', () => this.rows().length - 1);
  }

  /** Brings a message into the middle, all of it, and lights it up for a moment. */
  showMessage(seq: number): void {
    const index = () => this.indexOf(seq);
    const isTall = this.collapsed.expand(this.rows()[index()]);
    this.scrollAnchor.holdAt(isTall ? 'start' : 'center', index, () => {
      this.highlighted.set(this.rows()[index()]?.key ?? null);
      setTimeout(() => this.highlighted.set(null), 2500);
    });
  }

  /** Reading goes on where one was; folded again, the message is there from its beginning. */
  protected toggleCollapsed(row: TimelineRow, start: number): void {
    const isBegun = start < this.top();
    // Whatever place was aimed at until now.
    this.scrollAnchor.release();
    this.virtualizer.scrollToOffset(this.top());
    if (this.collapsed.toggle(row) || !isBegun) return;
    this.scrollAnchor.holdAt('start', () => this.rows().findIndex(({ key }) => key === row.key));
  }

  private top(): number {
    return this.virtualizer.scrollOffset() ?? 0;
  }

  /** Puts a message at the top again, where it was before one went elsewhere. */
  showAtTop(seq: number): void {
    this.scrollAnchor.holdAt('start', () => this.indexOf(seq));
  }

  /** Of the row that has a message; one that is not shown by itself is in the next. Less than 0 where none is. */
  private indexOf(seq: number): number {
    return this.rows().findIndex(({ message }) => message && message.seq >= seq);
  }

  /** Where the reader is, after every scroll and every change of the rows. */
  protected updatePosition(): void {
    const element = this.scroller()?.nativeElement;
    if (!element) return;
    this.atEnd.set(element.scrollHeight - element.scrollTop - element.clientHeight <= AT_END_PX);
    const isSeen = this.atEnd() && !this.scrollAnchor.busy() && this.showsLast(element);
    this.seenToEnd.set(isSeen ? this.rows() : null);
  }

  /** Measured: before the list is laid out, every place in it is its end. */
  private showsLast(scroller: HTMLElement): boolean {
    const last = scroller.querySelector(`[data-index="${this.rows().length - 1}"]`)?.getBoundingClientRect();
    const { top, bottom } = scroller.getBoundingClientRect();
    return last !== undefined && last.height > 0 && last.bottom > top && last.bottom <= bottom + AT_END_PX;
  }

  /** Opens where one is sent to, else at the first unread message, else at the end. */
  private open(): void {
    this.unreadBelow.markSeen();
    const wanted = this.startAt();
    if (wanted !== null && this.indexOf(wanted) >= 0) this.showMessage(wanted);
    else if (this.rows().some((row) => row.firstUnread))
      this.scrollAnchor.holdAt('start', () => this.rows().findIndex((row) => row.firstUnread));
    else this.scrollToEnd();
  }

  /** A keyboard that opens or a composer that grows must not cover the last message. */
  private stayAtEndOnResize(): void {
    const element = this.scroller()?.nativeElement;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      this.width.set(element.clientWidth);
      // Not at once: rows that a scroll brings in would be measured in the round that is just ending.
      if (this.atEnd()) requestAnimationFrame(() => this.virtualizer().scrollToEnd());
    });
    observer.observe(element);
    this.injector.get(DestroyRef).onDestroy(() => observer.disconnect());
  }
}
