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
import { isMuted, mayReactIn } from '../rooms/muting.ts';
import type { ReactionChange } from '../messages/message-reactions.ts';
import { withRow } from './keyboard/list-keys.ts';
import { GradualRendering } from './scroll/gradual-rendering.ts';
import { ScrollAnchor } from './scroll/scroll-anchor.ts';
import { ScrollTargets } from './scroll/scroll-targets.ts';
import { CollapsedMessages } from './row/collapsed-messages.ts';
import type { MessageAction } from './menu/message-menu-items.ts';
import { rowsWithReceipt } from './read-receipts.ts';
import { ListWidths } from './scroll/list-widths.ts';
import { PrintedRows } from './scroll/printed-rows.ts';
import { ReadingPosition } from './scroll/reading-position.ts';
import { actionForLetter } from './keyboard/row-shortcuts.ts';
import { DayMenu, type DayJump } from './menu/day-menu.ts';
import { MessageMenus } from './menu/message-menus.ts';
import { MessageRow } from './row/message-row.ts';
import { RoomIntroduction } from './room-introduction.ts';
import { SavedStore } from '../saved/saved-store.ts';
import type { OutboxItem } from '../outbox/outbox-state.ts';
import { UnreadBelow } from './scroll/unread-below.ts';
import { VisibleRows } from './scroll/visible-rows.ts';
import { RowKeyboardNav } from './keyboard/row-keyboard-nav.ts';
import { estimatedHeight } from './row/row-height.ts';
import type { TimelineRow } from './timeline-rows.ts';

/** Scroll end thresholds that are always and never met: being at the end is a state, not a distance. */
const ALWAYS_AT_END_PX = Infinity;
const NEVER_AT_END_PX = -1;
/** The estimated height of what stands above the first message of a room. */
const INTRODUCTION_PX = 230;
/** Space below the last row. */
const PADDING_BOTTOM_PX = 12;
/** Rows before the edge at which the next page is loaded. */
const PREFETCH_ROWS = 15;

/**
 * The rows of a room or thread; only those on the screen exist in the page. Anchored by row: a page that joins above,
 * an edit or a late height never moves what is being read. Only a reader at the end stays at the end.
 */
@Component({
  selector: 'parley-message-list',
  imports: [DayMenu, LongPress, Icon, MatButton, MessageMenus, MessageRow, RoomIntroduction, Swipe],
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
  private readonly saved = inject(SavedStore);
  protected readonly dates = inject(Dates);

  readonly rows = input.required<readonly TimelineRow[]>();
  readonly me = input.required<UserSummary>();
  readonly room = input.required<Room>();
  /** Whether the rows are those of a thread. */
  readonly inThread = input(false);
  /** How many others have read up to a seq; null where the server does not share it. */
  readonly readBy = input.required<(seq: number) => number | null>();
  /** Whether there is a position to go back to. */
  readonly canGoBack = input(false);
  readonly hasBefore = input.required<boolean>();
  readonly hasAfter = input.required<boolean>();
  /** Whether what was written before the reader joined is hidden. */
  readonly hidesEarlier = input(false);
  /** Opens at this message instead of the first unread message. */
  readonly startAt = input<number | null>(null);
  /** Set when the last page could not be loaded; then only the reader asks for it again. */
  readonly failed = input(false);
  readonly older = output();
  readonly newer = output();
  readonly retryPage = output();
  readonly newest = output();
  readonly back = output();
  readonly jump = output<DayJump>();
  readonly act = output<{ row: TimelineRow; action: MessageAction }>();
  readonly react = output<{ row: TimelineRow; change: ReactionChange }>();
  readonly showQuoted = output<number>();
  readonly retry = output<OutboxItem>();
  readonly withdraw = output<OutboxItem>();
  readonly discard = output<OutboxItem>();
  /** Emits when the keyboard leaves the rows for the composer. */
  readonly leave = output();

  private readonly position = new ReadingPosition();
  protected readonly atEnd = this.position.atEnd;
  readonly seenToEnd = this.position.seenToEnd;

  protected readonly scroller = viewChild<ElementRef<HTMLElement>>('scroller');
  private readonly widths = inject(ListWidths);
  private readonly width = linkedSignal(
    () => this.widths.get(this.inThread()) ?? this.scroller()?.nativeElement.clientWidth ?? 800,
  );
  protected readonly collapsed = new CollapsedMessages(this.width);
  protected readonly rendering = new GradualRendering(this.injector);
  private readonly elements = viewChildren<ElementRef<HTMLElement>>('element');
  protected readonly virtualizer = injectVirtualizer<HTMLElement, HTMLElement>(() => {
    const rows = this.rows();
    return {
      scrollElement: this.scroller(),
      count: rows.length,
      getItemKey: (index) => rows[index]?.key ?? index,
      estimateSize: (index) => this.estimatedHeightOf(index),
      // Where it opens: from the top, rows would be drawn and measured that nobody sees.
      initialOffset: () => this.initialOffsetPx(),
      overscan: this.rendering.overscan(),
      // The focused row stays in the page: without it the focus would be lost.
      rangeExtractor: (range: Range): number[] => withRow(defaultRangeExtractor(range), this.keyboardNav.index()),
      paddingStart: this.paddingTopPx(),
      paddingEnd: PADDING_BOTTOM_PX,
      anchorTo: 'end' as const,
      followOnAppend: !this.hasAfter(),
      // A message that the reader expands must not push away what is being read.
      scrollEndThreshold: this.position.follows() && !this.collapsed.isResizing() ? ALWAYS_AT_END_PX : NEVER_AT_END_PX,
      isScrollingResetDelay: 900,
    };
  });

  readonly visible = new VisibleRows(this.rows, this.virtualizer);
  protected readonly printed = new PrintedRows(this.rows, () => this.virtualizer.getVirtualItems());

  /** Moves the focus from row to row. */
  protected readonly keyboardNav: RowKeyboardNav = new RowKeyboardNav(
    {
      visibleRange: () => this.visible.range(),
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

  private readonly scrollAnchor = new ScrollAnchor((index, align, hiddenPx) => {
    this.position.aimAt(align);
    const [top] = (hiddenPx !== 0 && this.virtualizer.getOffsetForIndex(index, align)) || [];
    if (top === undefined) this.virtualizer.scrollToIndex(index, { align });
    else this.virtualizer.scrollToOffset(top + hiddenPx);
  }, this.injector);
  readonly targets = new ScrollTargets(this.rows, this.collapsed, this.scrollAnchor);
  /** None where newer messages are not loaded: the last own message may be among them. */
  private readonly receipts = computed(() =>
    rowsWithReceipt(this.hasAfter() ? [] : this.rows(), this.me().id, this.readBy()),
  );
  protected readonly unreadBelow = new UnreadBelow({
    rows: this.rows,
    me: this.me,
    room: this.room,
    inThread: this.inThread,
    lastOnScreen: () => this.virtualizer.range()?.endIndex ?? -1,
  });
  /** The day of the topmost row, while scrolling and while its separator is above the edge. */
  protected readonly floatingDay = computed(() => {
    if (this.scrollAnchor.busy() || !this.virtualizer.isScrolling()) return null;
    const at = this.visible.timeAtTop();
    return at ? this.dates.day(at) : null;
  });

  constructor() {
    afterRenderEffect(() => {
      const elements = this.elements();
      if (!this.printed.isPrinting()) elements.forEach((each) => this.virtualizer.measureElement(each.nativeElement));
    });
    afterRenderEffect(() => {
      this.rows();
      this.printed.items();
      this.scrollAnchor.busy();
      this.collapsed.isResizing();
      this.hasAfter();
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
      this.unreadBelow.markSeen();
      this.targets.open(this.startAt());
      this.stayAtEndOnResize();
      // Added by hand because Angular's listeners are not passive and would delay scrolling.
      for (const gesture of ['wheel', 'touchmove', 'pointerdown'])
        this.scroller()?.nativeElement.addEventListener(gesture, () => this.scrollAnchor.release(), { passive: true });
    });
  }

  /** Draws at once: the browser prints what is in the page when the event handler returns. */
  protected setPrinting(isPrinting: boolean): void {
    this.printed.setPrinting(isPrinting);
    this.app.tick();
  }

  protected readonly mayReact = computed(() => mayReactIn(this.room()));
  protected readonly mayVote = computed(() => !isMuted(this.room()));

  protected readersOf({ key, message }: TimelineRow): number | null {
    return message && this.receipts().has(key) ? this.readBy()(message.seq) : null;
  }

  private paddingTopPx(): number {
    return this.inThread() && !this.hasBefore() ? 4 : 48;
  }

  private estimatedHeightOf(index: number): number {
    const isFirst = index === 0 && !this.hasBefore() && !this.inThread();
    return estimatedHeight(this.rows()[index], this.width()) + (isFirst ? INTRODUCTION_PX : 0);
  }

  /** By estimated heights, in a list about as high as the window: the first target is then held as it is measured. */
  private initialOffsetPx(): number {
    const { index, align } = this.targets.first(this.startAt());
    let top = this.paddingTopPx();
    for (let above = 0; above < index; above++) top += this.estimatedHeightOf(above);
    const free = window.innerHeight - this.estimatedHeightOf(index);
    const space = { start: 0, center: free / 2, end: free - PADDING_BOTTOM_PX }[align];
    return Math.max(0, top - space);
  }

  private runLetter(letter: string, row: TimelineRow | undefined): boolean {
    const saved = row?.message ? this.saved.entry(row.message.id) !== undefined : false;
    const viewer = { ...this.me(), room: this.room(), inThread: this.inThread(), saved };
    const action = actionForLetter(letter, row?.message, viewer);
    if (row && action) this.act.emit({ row, action });
    return action !== null;
  }

  /** A swipe replies, as in phone chats. */
  protected onSwipe(article: HTMLElement): void {
    const row = this.rows()[Number(article.closest<HTMLElement>('[data-index]')?.dataset['index'])];
    this.runLetter('r', row);
  }

  /** A long press opens the menu, as in phone chats. */
  protected onHold(article: HTMLElement): void {
    article.querySelector<HTMLElement>('[data-action="menu"]')?.click();
  }

  /** Keeps the scroll position when a message expands; a collapsed message is shown from its beginning. */
  protected toggleCollapsed(row: TimelineRow, start: number): void {
    const isBegun = start < this.visible.topPx();
    this.scrollAnchor.release();
    this.position.aimAt('start');
    this.virtualizer.scrollToOffset(this.visible.topPx());
    if (!this.collapsed.toggle(row) && isBegun) this.targets.showStartOf(row);
  }

  protected updatePosition(): void {
    const scroller = this.scroller()?.nativeElement;
    const state = { isAtRest: !this.scrollAnchor.busy(), hasNewest: !this.hasAfter() };
    if (scroller) this.position.update(scroller, this.rows(), state);
  }

  /** An on-screen keyboard or a growing composer must not cover the last message. */
  private stayAtEndOnResize(): void {
    const element = this.scroller()?.nativeElement;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      this.width.set(element.clientWidth);
      this.widths.set(this.inThread(), element.clientWidth);
      // In the next frame: rows that the scroll brings in would otherwise be measured in the current round.
      if (this.atEnd()) requestAnimationFrame(() => this.virtualizer().scrollToEnd());
    });
    observer.observe(element);
    this.injector.get(DestroyRef).onDestroy(() => observer.disconnect());
  }
}
