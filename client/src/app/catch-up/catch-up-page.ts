import { NgTemplateOutlet } from '@angular/common';
import { afterRenderEffect, Component, computed, effect, ElementRef, inject, signal, untracked } from '@angular/core';
import { MatAnchor, MatButton, MatIconButton } from '@angular/material/button';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Router, RouterLink } from '@angular/router';
import type { UnreadPage } from '@api/notifications/catch-up/catch-up.dto.ts';
import { Api } from '../api/api.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { PreviewedMessages } from '../conversation/preview/previewed-messages.ts';
import { Texts } from '../i18n/texts.ts';
import { RoomDialogs } from '../room-list/room-dialogs.ts';
import { isSilent } from '../rooms/room-attention.ts';
import { RoomMark } from '../rooms/room-mark.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { SavedCommands } from '../saved/saved-commands.ts';
import { EmptyState } from '../ui/feedback/empty-state.ts';
import { ListEnd } from '../ui/feedback/list-end.ts';
import { LoadFailure } from '../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../ui/feedback/skeleton-rows.ts';
import { Swipe } from '../ui/gestures/swipe.ts';
import { Icon } from '../ui/icon.ts';
import { pagedList } from '../ui/paged-list.ts';
import { Tooltip } from '../ui/tooltip.ts';
import { cardAfterKey, cardsOf, hasOtherUnread, neighbourOf, type UnreadCard } from './catch-up-state.ts';

/** Time in which a room can be made unread again. */
const UNDO_MS = 10_000;

/** All that is unread, room by room. Nothing is read by looking at it. */
@Component({
  selector: 'parley-catch-up-page',
  imports: [
    EmptyState,
    Icon,
    ListEnd,
    LoadFailure,
    MatAnchor,
    MatButton,
    MatIconButton,
    NgTemplateOutlet,
    PreviewedMessages,
    RoomMark,
    RouterLink,
    SkeletonRows,
    Swipe,
    Tooltip,
  ],
  host: { '(keydown)': 'onKeydown($event)' },
  templateUrl: './catch-up-page.html',
  styleUrls: ['../ui/scrolled-page.scss', './catch-up-page.scss'],
})
export class CatchUpPage {
  private readonly api = inject(Api);
  private readonly rooms = inject(RoomsStore);
  private readonly router = inject(Router);
  private readonly saved = inject(SavedCommands);
  private readonly snackBar = inject(MatSnackBar);
  private readonly problems = inject(ProblemTexts);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly dialogs = inject(RoomDialogs);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  protected readonly nameOf = roomName;

  protected readonly list = pagedList(
    () => null,
    (_, cursor) => this.api.get<UnreadPage>('/unread', { cursor }),
  );
  protected readonly cards = computed(() => cardsOf(this.list.items(), (id) => this.rooms.room(id)));
  protected readonly heard = computed(() => this.cards().filter(({ room }) => !isSilent(room)));
  protected readonly silent = computed(() => this.cards().filter(({ room }) => isSilent(room)));
  protected readonly hasNews = computed(
    () => !this.list.hasMore() && !this.list.busy() && hasOtherUnread(this.list.items(), this.rooms.all()),
  );
  private readonly keptIds = signal<ReadonlySet<string>>(new Set());
  /** The card that takes the focus once it is drawn: a room that is unread again comes back by an event. */
  private readonly focusNext = signal<{ readonly id: string | undefined } | null>(null);
  /** Takes back the last step. */
  private undoLast: (() => void) | null = null;

  constructor() {
    // The keys work from the first card on.
    const entered = effect(() => {
      const [first] = this.heard();
      if (!first) return;
      untracked(() => this.focusNext.set({ id: first.room.id }));
      entered.destroy();
    });
    afterRenderEffect(() => {
      const next = this.focusNext();
      this.cards();
      if (next && this.focus(next.id)) this.focusNext.set(null);
    });
  }

  protected isKept({ room }: UnreadCard): boolean {
    return this.keptIds().has(room.id);
  }

  /** Reads the room to its end, and says how to take it back. */
  protected async read({ room }: UnreadCard): Promise<void> {
    const { id: roomId, lastReadSeq, lastSeq } = room;
    const next = neighbourOf(this.shownIds(), roomId);
    await this.rooms.markRead(roomId, lastSeq);
    if ((this.rooms.room(roomId)?.lastReadSeq ?? 0) < lastSeq) {
      this.problems.show(new Error('not marked as read'));
      return;
    }
    this.focusNext.set({ id: next });
    this.offerUndo(this.t('unread.read-done', { room: roomName(room) }), () => {
      this.rooms
        .readBack([{ roomId, lastReadSeq }])
        .then(() => this.focusNext.set({ id: roomId }))
        .catch((error: unknown) => this.problems.show(error));
    });
  }

  /** Leaves a room unread, out of the way; once more takes it back. */
  protected keep(card: UnreadCard): void {
    const { id } = card.room;
    const isKept = this.isKept(card);
    this.setKept(id, !isKept);
    if (isKept) return;
    const next = neighbourOf(this.shownIds(), id);
    this.focusNext.set({ id: next });
    this.undoLast = () => {
      this.setKept(id, false);
      this.focusNext.set({ id });
    };
  }

  /** Saves what is unread first, where `Enter` leads; the room stays unread. */
  protected async saveFirst({ messages }: UnreadCard): Promise<void> {
    const [first] = messages;
    if (!first) return;
    await this.saved.save(first.id);
    this.undoLast = () => void this.saved.remove(first.id);
  }

  protected onKeydown(event: KeyboardEvent): void {
    const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
    const target = event.target as Element;
    if (altKey || ctrlKey || metaKey || shiftKey) return;
    const ids = this.shownIds();
    const here = target.closest<HTMLElement>('[data-card]')?.dataset['card'];
    const card = this.cards().find(({ room }) => room.id === here);
    const moved = cardAfterKey(key, ids.indexOf(here ?? ''), ids.length);
    const run = moved === undefined ? this.actionOf(key, card, target) : () => this.focus(ids[moved]);
    if (!run) return;
    event.preventDefault();
    this.focusNext.set(null);
    void run();
  }

  private actionOf(key: string, card: UnreadCard | undefined, target: Element): (() => unknown) | undefined {
    if (key === 'z') return () => this.undo();
    if (!card) return undefined;
    if (key === 'x') return () => this.read(card);
    if (key === 'u') return () => this.keep(card);
    if (key === 's') return () => this.saveFirst(card);
    // On a button or a link Enter does what it says.
    const isOnCard = target.matches('[data-card]');
    return key === 'Enter' && isOnCard ? () => this.open(card) : undefined;
  }

  private open({ room, messages }: UnreadCard): Promise<boolean> {
    return this.router.navigate(['/rooms', room.id], { queryParams: { at: messages[0]?.seq } });
  }

  private undo(): void {
    const undo = this.undoLast;
    this.undoLast = null;
    this.snackBar.dismiss();
    undo?.();
  }

  private offerUndo(text: string, undo: () => void): void {
    this.undoLast = undo;
    const shown = this.snackBar.open(text, this.t('undo'), { duration: UNDO_MS });
    shown.onAction().subscribe(() => {
      if (this.undoLast === undo) this.undoLast = null;
      undo();
    });
  }

  private setKept(id: string, isKept: boolean): void {
    this.keptIds.update((ids) => (isKept ? new Set([...ids, id]) : new Set([...ids].filter((each) => each !== id))));
  }

  private shownIds(): string[] {
    const cards = this.host.nativeElement.querySelectorAll<HTMLElement>('[data-card]');
    return [...cards].filter((card) => card.checkVisibility()).map((card) => card.dataset['card'] ?? '');
  }

  /** @returns false when there is no such card yet */
  private focus(id: string | undefined): boolean {
    const page = this.host.nativeElement;
    // Without any card the keys go on, for what can be taken back.
    const card = page.querySelector<HTMLElement>(id === undefined ? '.scroller' : `[data-card="${id}"]`);
    card?.focus();
    if (id !== undefined) card?.scrollIntoView({ block: 'nearest' });
    return card !== null;
  }
}
