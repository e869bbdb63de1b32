import { BreakpointObserver } from '@angular/cdk/layout';
import { NgTemplateOutlet } from '@angular/common';
import {
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
  linkedSignal,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { Router, RouterLink } from '@angular/router';
import type { Room, RoomLeft } from '@api/rooms/rooms.dto.ts';
import { map } from 'rxjs';
import { Session } from '../auth/session.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { EmptyState } from '../ui/feedback/empty-state.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Shortcuts } from '../ui/keyboard/shortcuts.ts';
import { SkeletonRows } from '../ui/feedback/skeleton-rows.ts';
import { Swipe } from '../ui/gestures/swipe.ts';
import { type TextKey, Texts } from '../i18n/texts.ts';
import { FileDrop } from '../uploads/file-drop.ts';
import { chosenDay } from './dialogs/chosen-day.ts';
import { TypeAhead } from '../ui/keyboard/type-ahead.ts';
import { startOfDay } from '../ui/dates.ts';
import type { DayJump } from '../message-list/menu/day-menu.ts';
import { Conversation } from './conversation.ts';
import { ConversationNavigation } from './conversation-navigation.ts';
import type { MessageAction } from '../message-list/menu/message-menu-items.ts';
import { MessageCommands } from './message-commands.ts';
import { MessageList } from '../message-list/message-list.ts';
import { MessageSelection } from '../message-list/row/message-selection.ts';
import { RoomIntroduction } from '../message-list/room-introduction.ts';
import type { ReactionChange } from '../messages/message-reactions.ts';
import { MessagesStore } from '../messages/messages-store.ts';
import { NewMessageAnnouncer } from './new-message-announcer.ts';
import { Outbox } from '../outbox/outbox.ts';
import { ReadReceiptsStore } from '../messages/read-receipts-store.ts';
import { RoomComposer } from '../composer/room-composer.ts';
import { RoomHeader } from './room-header.ts';
import { followAuthors, markReadWhenSeen } from './seen-messages.ts';
import { SelectionBar } from './selection-bar.ts';
import { RoomBeforeJoining } from './preview/room-before-joining.ts';
import { RoomPanel } from './panel/room-panel.ts';
import { SidePanel } from './panel/side-panel.ts';
import { OpenReportsLine } from '../reports/open-reports-line.ts';
import { TypingLine } from './typing-line.ts';
import { ThreadView } from './panel/thread-view.ts';
import type { TimelineRow } from '../message-list/timeline-rows.ts';

const GONE_TEXTS = {
  banned: 'room.gone-banned',
  kicked: 'room.gone-kicked',
  deleted: 'room.gone-deleted',
  left: 'room.gone-left',
  unknown: 'room.gone-text',
} as const satisfies Record<RoomLeft['reason'] | 'unknown', TextKey>;

/** Where the side panel lies over the conversation, as in room-page.scss. */
const PANEL_OVERLAYS = '(max-width: 74.99rem)';

/** The page of a room: the conversation, the composer and the side panel. */
@Component({
  selector: 'parley-room-page',
  imports: [
    EmptyState,
    FileDrop,
    Icon,
    MatButton,
    MessageList,
    NgTemplateOutlet,
    RoomBeforeJoining,
    RoomComposer,
    RoomHeader,
    RoomIntroduction,
    RoomPanel,
    RouterLink,
    SelectionBar,
    SkeletonRows,
    Swipe,
    ThreadView,
    OpenReportsLine,
    TypingLine,
  ],
  templateUrl: './room-page.html',
  styleUrl: './room-page.scss',
  providers: [MessageSelection],
})
export class RoomPage {
  private readonly store = inject(MessagesStore);
  private readonly announcer = inject(NewMessageAnnouncer);
  protected readonly commands = inject(MessageCommands);
  protected readonly selection = inject(MessageSelection);
  private readonly dialogs = inject(MatDialog);
  private readonly typeAhead = inject(TypeAhead);
  private readonly router = inject(Router);
  protected readonly reading = inject(ReadReceiptsStore);
  protected readonly rooms = inject(RoomsStore);
  protected readonly outbox = inject(Outbox);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  /** From the address. */
  readonly roomId = input.required<string>();

  /** From the address: the seq of a message to show. */
  readonly at = input<string>();
  protected readonly startAt = computed(() => Number(this.at()) || null);

  /** From the address: the open pane of the side panel. */
  readonly panel = input<string>();
  /** From the address: the id of a message whose thread is open. */
  readonly thread = input<string>();

  private readonly list = viewChild(MessageList);
  protected readonly composer = viewChild(RoomComposer);
  private readonly selectionBar = viewChild(SelectionBar);
  private readonly session = inject(Session);
  protected readonly me = this.session.me;
  protected readonly conversation = new Conversation(this.roomId);
  protected readonly navigation = new ConversationNavigation(this.roomId, this.list);
  protected readonly room = this.conversation.room;
  protected readonly window = this.conversation.window;
  protected readonly loaded = this.conversation.loaded;
  protected readonly rows = this.conversation.rows;
  protected readonly name = computed(() => roomNameOf(this.room()));
  /** Says what happened to a reader who is no longer in the room. */
  protected readonly goneText = computed(() => GONE_TEXTS[this.rooms.departureFrom(this.roomId()) ?? 'unknown']);
  /** Whether a room that the reader is not in may be one to look at: guests and people who were removed see none. */
  protected readonly mayLook = computed(() => {
    const departure = this.rooms.departureFrom(this.roomId());
    return !this.session.isGuest() && (departure === undefined || departure === 'left');
  });
  protected readonly failure = signal<unknown>(null);
  private readonly roomPanel = viewChild(RoomPanel);
  /** Whether the panel searches all rooms: its results stay beside the rooms that they lead to. */
  protected readonly everywhere = signal(false);
  /** The last search query in this room. */
  protected readonly query = linkedSignal<string, string>({
    source: this.roomId,
    computation: (_, before) => (untracked(this.everywhere) ? (before?.value ?? '') : ''),
  });
  private readonly threadView = viewChild(ThreadView);
  protected readonly sidePanel = new SidePanel(
    computed(() => ({ panel: this.panel(), thread: this.thread() })),
    computed(() => this.roomPanel() ?? this.threadView()),
    () => this.focusComposer(),
  );

  private readonly isNarrow = toSignal(
    inject(BreakpointObserver)
      .observe('(max-width: 47.99rem)')
      .pipe(map(({ matches }) => matches)),
    { requireSync: true },
  );
  /** Whether the side panel covers the whole conversation. */
  protected readonly isCovered = computed(() => this.sidePanel.isOpen() && this.isNarrow());

  constructor() {
    // Depends only on whether the room is known: other changes of the room must not move the focus.
    const known = computed(() => this.room() !== undefined);
    effect(() => {
      const id = this.roomId();
      if (known()) untracked(() => void this.open(id));
    });
    markReadWhenSeen(this.conversation, this.list, this.isCovered);
    effect(() => {
      this.roomId();
      this.selection.end();
    });
    effect(() => {
      const room = this.room();
      if (room) untracked(() => this.reading.setRoom(room));
    });
    effect(() => {
      const at = this.startAt();
      if (at !== null && untracked(this.loaded)) untracked(() => void this.navigation.goToSeq(at));
    });
    effect(() => {
      // The page has nothing but hidden notices: older messages are needed.
      const isEmpty = this.loaded() && this.rows().length === 0 && this.window()?.hasBefore;
      if (isEmpty) untracked(() => void this.navigation.loadOlder());
    });
    const [keys, owner] = [inject(Shortcuts), inject(DestroyRef)];
    keys.on('read-all', () => this.readAll(), owner);
    keys.on('search-room', () => this.searchBeside(false), owner);
    keys.on('search', () => this.searchEverywhere(), owner);
    followAuthors(this.conversation);
  }

  protected async open(roomId: string): Promise<void> {
    this.store.releaseClosedRooms(roomId);
    this.announcer.setOpenRoom(roomId);
    this.failure.set(null);
    this.navigation.failed.set(false);
    try {
      const at = this.startAt();
      if (at === null) await this.store.open(roomId, this.conversation.unreadAfterSeq());
      else {
        await this.store.showAround(roomId, at);
        this.list()?.targets.showMessage(at);
      }
    } catch (error) {
      this.failure.set(error);
    }
    setTimeout(() => this.focusComposer());
  }

  protected afterSending(): Promise<void> {
    this.conversation.markRead();
    return this.navigation.goToNewest();
  }

  protected async showFromPanel(seq: number): Promise<void> {
    await this.uncover();
    await this.navigation.goToSeq(seq);
  }

  protected async goToDay({ createdAt }: Room): Promise<void> {
    const day = await chosenDay(this.dialogs, this.typeAhead, createdAt);
    if (!day) return;
    await this.uncover();
    await this.navigation.goToTime(day);
  }

  protected async jumpFrom(room: Room, jump: DayJump): Promise<void> {
    if (jump === 'pick') return this.goToDay(room);
    await this.navigation.goToTime(jump === 'beginning' ? room.createdAt : startOfDay(DAYS_BACK[jump]));
  }

  private searchBeside(everywhere: boolean): Promise<void> {
    this.everywhere.set(everywhere);
    return this.sidePanel.open('search');
  }

  /** Where there is room for it, the results stand beside the conversation; else on a page of their own. */
  private async searchEverywhere(): Promise<void> {
    if (this.hasSpaceBeside() && this.room()) await this.searchBeside(true);
    else await this.router.navigateByUrl('/search');
  }

  private hasSpaceBeside(): boolean {
    return !window.matchMedia(PANEL_OVERLAYS).matches;
  }

  /** Closes the side panel where it covers the conversation. */
  private async uncover(): Promise<void> {
    if (!this.hasSpaceBeside()) await this.sidePanel.close();
  }

  protected editLast(): void {
    const mine = this.conversation.lastEditable();
    if (mine) this.composer()?.edit(mine);
  }

  protected replyLast(): void {
    const theirs = this.conversation.lastOfOthers();
    if (theirs) this.composer()?.reply(theirs);
  }

  protected async act({ row: { message }, action }: { row: TimelineRow; action: MessageAction }): Promise<void> {
    if (!message) return;
    if (action === 'edit') this.composer()?.edit(message);
    if (action === 'reply') this.composer()?.reply(message);
    if (action === 'thread') await this.sidePanel.openThread(message.id);
    if (action === 'unread') this.conversation.markUnread(message);
    if (action === 'select-more') this.selection.toggle(message);
    await this.commands.run(action, message);
  }

  protected focusBelow(): void {
    const bar = this.selectionBar();
    if (bar) bar.focusFirst();
    else this.composer()?.focus();
  }

  protected endSelection(): void {
    this.selection.end();
    setTimeout(() => this.focusComposer());
  }

  protected async react({ row: { message }, change }: { row: TimelineRow; change: ReactionChange }): Promise<void> {
    if (message) await this.commands.react(message, change);
  }

  /** Does the same as the back arrow of the header. */
  protected async toRooms(): Promise<void> {
    await this.router.navigateByUrl('/rooms');
  }

  /** Focuses the composer, unless the focus has moved to the panel or a dialog, or a touch keyboard would open. */
  private focusComposer(): void {
    const isElsewhere = this.dialogs.openDialogs.length > 0 || document.activeElement?.closest('[data-beside]');
    if (!isElsewhere && window.matchMedia('(hover: hover)').matches) this.composer()?.focus();
  }

  /** Marks the room as read and goes to its end. */
  private async readAll(): Promise<void> {
    const room = this.room();
    this.conversation.markRead();
    this.composer()?.focus();
    await this.navigation.goToNewest();
    if (room) await this.rooms.markRead(room.id, room.lastSeq);
  }
}

const DAYS_BACK = { today: 0, yesterday: 1, week: 7 } as const;
const roomNameOf = (room: ReturnType<RoomsStore['room']>) => (room ? roomName(room) : '');
