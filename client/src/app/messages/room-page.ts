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
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import type { Message } from '@api/timeline/message.dto.ts';
import { Session } from '../auth/session.ts';
import { PresenceStore } from '../presence/presence-store.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { dayOf } from '../ui/dates.ts';
import { EmptyState } from '../ui/empty-state.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemTexts } from '../ui/problem-texts.ts';
import { Shortcuts } from '../ui/shortcuts.ts';
import { Texts } from '../ui/texts.ts';
import { FileDrop } from '../uploads/file-drop.ts';
import { People } from '../users/people.ts';
import { Attention } from '../ui/attention.ts';
import { MessageList } from './message-list.ts';
import type { ReactionChange } from './message-reactions.ts';
import type { MessageAction } from './message-actions.ts';
import { MessageDeeds } from './message-deeds.ts';
import { MessagesStore } from './messages-store.ts';
import { NewMessageVoice } from './new-message-voice.ts';
import { Outbox } from './outbox.ts';
import { ReadingMarks } from './reading-marks.ts';
import { RoomComposer } from './room-composer.ts';
import { RoomHeader } from './room-header.ts';
import { RoomPanel } from './room-panel.ts';
import { type TimelineRow, timelineRows } from './timeline-rows.ts';

/** One room: the conversation, the composer, and what is beside them. */
@Component({
  selector: 'parley-room-page',
  imports: [EmptyState, FileDrop, Icon, MatButton, MessageList, RoomComposer, RoomHeader, RoomPanel],
  templateUrl: './room-page.html',
  styleUrl: './room-page.scss',
})
export class RoomPage {
  private readonly session = inject(Session);
  private readonly store = inject(MessagesStore);
  private readonly presence = inject(PresenceStore);
  private readonly people = inject(People);
  private readonly attention = inject(Attention);
  private readonly voice = inject(NewMessageVoice);
  private readonly deeds = inject(MessageDeeds);
  private readonly dialogs = inject(MatDialog);
  protected readonly reading = inject(ReadingMarks);
  protected readonly rooms = inject(RoomsStore);
  protected readonly outbox = inject(Outbox);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  /** From the address. */
  readonly roomId = input.required<string>();

  /** From the address: the seq of a message to show. */
  readonly at = input<string>();
  protected readonly startAt = computed(() => Number(this.at()) || null);

  private readonly list = viewChild(MessageList);
  protected readonly composer = viewChild(RoomComposer);
  protected readonly me = this.session.me;
  protected readonly room = computed(() => this.rooms.room(this.roomId()));
  protected readonly name = computed(() => roomNameOf(this.room()));
  protected readonly window = computed(() => this.store.window(this.roomId()));
  protected readonly loaded = computed(() => {
    const window = this.window();
    return window !== undefined && (window.messages.length > 0 || !window.hasAfter);
  });
  /** Settled when the room is opened: the line stays where it was while one reads. */
  private readonly unreadAfterSeq = linkedSignal<string, number | null>({
    source: this.roomId,
    computation: (id) => untracked(() => unreadAfter(this.rooms.room(id))),
  });
  protected readonly rows = computed(() => {
    const window = this.window();
    return timelineRows({
      messages: window?.messages ?? [],
      waiting: window?.hasAfter ? [] : this.outbox.items().filter((item) => item.roomId === this.roomId()),
      hasBefore: window?.hasBefore ?? false,
      unreadAfterSeq: this.unreadAfterSeq(),
      meId: this.me()?.id ?? '',
      hideNotices: this.me()?.preferences.hideNotices ?? false,
      dayOf,
    });
  });

  /** Where one was before one went to what a message answers. */
  protected readonly cameFrom = linkedSignal<string, number | null>({ source: this.roomId, computation: () => null });
  /** The room whose messages one has marked unread: reading begins again when one comes back. */
  private readonly keptUnread = linkedSignal<string, string | null>({ source: this.roomId, computation: () => null });
  protected readonly failure = signal<unknown>(null);
  protected readonly pageFailed = signal(false);
  private loading = false;
  protected readonly panelOpen = signal(false);

  constructor() {
    // Of the room only whether it is there: whatever else changes in it must not move the caret.
    const known = computed(() => this.room() !== undefined);
    effect(() => {
      const id = this.roomId();
      if (known()) untracked(() => void this.open(id));
    });
    effect(() => this.readWhatIsSeen());
    effect(() => {
      const room = this.room();
      if (room) untracked(() => this.reading.show(room));
    });
    effect(() => {
      const at = this.startAt();
      if (at !== null && untracked(this.loaded)) untracked(() => void this.show(at));
    });
    effect(() => {
      // Nothing but notices that are hidden: what was said lies further up.
      if (this.loaded() && this.rows().length === 0 && this.window()?.hasBefore) untracked(() => void this.loadOlder());
    });
    inject(Shortcuts).on('read-all', () => this.readAll(), inject(DestroyRef));
    effect(() => {
      const authors = this.window()?.messages.flatMap(({ author }) => author ?? []) ?? [];
      untracked(() => {
        this.people.meet(authors);
        this.presence.show('timeline', [...new Set(authors.map(({ id }) => id))]);
      });
    });
  }

  protected async open(roomId: string): Promise<void> {
    this.store.rest(roomId);
    this.voice.listenTo(roomId);
    this.failure.set(null);
    this.pageFailed.set(false);
    try {
      const at = this.startAt();
      if (at === null) await this.store.open(roomId, this.unreadAfterSeq());
      else {
        await this.store.showAround(roomId, at);
        this.list()?.show(at);
      }
    } catch (error) {
      this.failure.set(error);
    }
    // A phone's keyboard should come when asked for, not with the room.
    if (window.matchMedia('(hover: hover)').matches) setTimeout(() => this.takeFocus());
  }

  /** Whoever has opened a dialog while the room was loading types there. */
  private takeFocus(): void {
    if (this.dialogs.openDialogs.length === 0) this.composer()?.focus();
  }

  protected loadOlder(): Promise<void> {
    return this.loadPage(() => this.store.loadOlder(this.roomId()));
  }

  protected loadNewer(): Promise<void> {
    return this.loadPage(() => this.store.loadNewer(this.roomId()));
  }

  protected afterSending(): Promise<void> {
    this.unreadAfterSeq.set(null);
    this.keptUnread.set(null);
    return this.toNewest();
  }

  protected toNewest(): Promise<void> {
    return this.go(async () => {
      if (this.window()?.hasAfter) await this.store.showNewest(this.roomId());
      this.list()?.toEnd();
    });
  }

  /** Whatever is unread has been seen enough: on to the end. */
  private async readAll(): Promise<void> {
    const room = this.room();
    this.unreadAfterSeq.set(null);
    this.keptUnread.set(null);
    this.composer()?.focus();
    await this.toNewest();
    if (room) await this.rooms.markRead(room.id, room.lastSeq);
  }

  /** To what a message answers, with a way back to where one was. */
  protected async showQuoted(seq: number): Promise<void> {
    const from = this.list()?.topSeq() ?? null;
    await this.show(seq);
    this.cameFrom.set(from);
  }

  protected async goBack(): Promise<void> {
    const seq = this.cameFrom();
    this.cameFrom.set(null);
    if (seq === null) return;
    await this.go(async () => {
      await this.store.showAround(this.roomId(), seq);
      this.list()?.returnTo(seq);
    });
  }

  protected showTime(at: string): Promise<void> {
    return this.go(async () => {
      const seq = await this.store.showTime(this.roomId(), at);
      if (seq !== null) this.list()?.show(seq);
    });
  }

  /** Where the panel covers the conversation, it makes way. */
  protected showFromPanel(seq: number): Promise<void> {
    if (window.matchMedia('(max-width: 63.99rem)').matches) this.panelOpen.set(false);
    return this.show(seq);
  }

  protected show(seq: number): Promise<void> {
    return this.go(async () => {
      await this.store.showAround(this.roomId(), seq);
      this.list()?.show(seq);
    });
  }

  protected editLast(): void {
    const mine = this.window()?.messages.findLast((each) => each.author?.id === this.me()?.id && !each.deletedAt);
    if (mine && !mine.forwarded && !this.window()?.hasAfter) this.composer()?.edit(mine);
  }

  protected async act({ row: { message }, action }: { row: TimelineRow; action: MessageAction }): Promise<void> {
    if (!message) return;
    if (action === 'edit') this.composer()?.edit(message);
    if (action === 'reply') this.composer()?.reply(message);
    if (action === 'unread') this.keepUnread(message);
    await this.deeds.do(action, message);
  }

  protected async react({ row: { message }, change }: { row: TimelineRow; change: ReactionChange }): Promise<void> {
    if (!message) return;
    try {
      await this.store.react(message.id, change);
    } catch (error) {
      this.problems.show(error);
    }
  }

  /** The line moves, and what is on the screen does not count as read until one comes back to the room. */
  private keepUnread({ seq, roomId }: Message): void {
    this.unreadAfterSeq.set(seq - 1);
    this.keptUnread.set(roomId);
  }

  /** Pages come one at a time: the edge of the list asks again at every scroll. */
  private async loadPage(load: () => Promise<void>): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    await this.go(load);
    this.loading = false;
  }

  private async go(load: () => Promise<void>): Promise<void> {
    this.pageFailed.set(false);
    try {
      await load();
    } catch {
      this.pageFailed.set(true);
    }
  }

  /** Read is what has been on the screen of somebody who is there. */
  private readWhatIsSeen(): void {
    const window = this.window();
    const last = window?.messages.at(-1);
    if (this.keptUnread() === this.roomId()) return;
    if (!last || window?.hasAfter || !this.list()?.atEnd() || !this.attention.here()) return;
    untracked(() => void this.rooms.markRead(this.roomId(), last.seq));
  }
}

const roomNameOf = (room: ReturnType<RoomsStore['room']>) => (room ? roomName(room) : '');
const unreadAfter = (room: ReturnType<RoomsStore['room']>) => (room && room.unreadCount > 0 ? room.lastReadSeq : null);
