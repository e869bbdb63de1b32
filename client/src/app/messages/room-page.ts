import { Clipboard } from '@angular/cdk/clipboard';
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
import { ServerInfo } from '../auth/server-info.ts';
import { Session } from '../auth/session.ts';
import { PresenceStore } from '../presence/presence-store.ts';
import { TypingStore } from '../presence/typing-store.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { confirmed } from '../ui/confirm-dialog.ts';
import { dayOf } from '../ui/dates.ts';
import { EmptyState } from '../ui/empty-state.ts';
import { ProblemTexts } from '../ui/problem-texts.ts';
import { Shortcuts } from '../ui/shortcuts.ts';
import { Texts } from '../ui/texts.ts';
import { People } from '../users/people.ts';
import { Attention } from './attention.ts';
import { Composer } from './composer.ts';
import { Drafts } from './drafts.ts';
import { MessageList } from './message-list.ts';
import type { ReactionChange } from './message-reactions.ts';
import type { MessageAction } from './message-row.ts';
import { MessagesStore } from './messages-store.ts';
import { NewMessageVoice } from './new-message-voice.ts';
import { Outbox } from './outbox.ts';
import { RoomHeader } from './room-header.ts';
import { RoomPanel } from './room-panel.ts';
import { type TimelineRow, timelineRows } from './timeline-rows.ts';

/** One room: the conversation, the composer, and what is beside them. */
@Component({
  selector: 'parley-room-page',
  imports: [Composer, EmptyState, MatButton, MessageList, RoomHeader, RoomPanel],
  templateUrl: './room-page.html',
  styleUrl: './room-page.scss',
})
export class RoomPage {
  private readonly session = inject(Session);
  private readonly store = inject(MessagesStore);
  private readonly drafts = inject(Drafts);
  private readonly presence = inject(PresenceStore);
  private readonly typing = inject(TypingStore);
  private readonly people = inject(People);
  private readonly attention = inject(Attention);
  private readonly voice = inject(NewMessageVoice);
  private readonly clipboard = inject(Clipboard);
  private readonly dialog = inject(MatDialog);
  protected readonly rooms = inject(RoomsStore);
  protected readonly outbox = inject(Outbox);
  protected readonly problems = inject(ProblemTexts);
  protected readonly server = inject(ServerInfo);
  protected readonly t = inject(Texts).t;

  /** From the address. */
  readonly roomId = input.required<string>();

  /** From the address: the seq of a message to show. */
  readonly at = input<string>();
  protected readonly startAt = computed(() => Number(this.at()) || null);

  private readonly list = viewChild(MessageList);
  private readonly composer = viewChild(Composer);
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
      dayOf,
    });
  });

  protected readonly failure = signal<unknown>(null);
  protected readonly pageFailed = signal(false);
  private loading = false;
  protected readonly panelOpen = signal(false);
  protected readonly replyingTo = linkedSignal<string, Message | null>({
    source: this.roomId,
    computation: () => null,
  });
  protected readonly editing = linkedSignal<string, Message | null>({ source: this.roomId, computation: () => null });
  protected readonly editedText = signal('');
  protected readonly draft = linkedSignal(() => this.drafts.of(this.roomId()));

  constructor() {
    effect(() => {
      const known = this.room() !== undefined;
      const id = this.roomId();
      if (known) untracked(() => void this.open(id));
    });
    effect(() => this.readWhatIsSeen());
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
    if (window.matchMedia('(hover: hover)').matches) setTimeout(() => this.composer()?.focus());
  }

  protected loadOlder(): Promise<void> {
    return this.loadPage(() => this.store.loadOlder(this.roomId()));
  }

  protected loadNewer(): Promise<void> {
    return this.loadPage(() => this.store.loadNewer(this.roomId()));
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
    this.composer()?.focus();
    await this.toNewest();
    if (room) await this.rooms.markRead(room.id, room.lastSeq);
  }

  protected show(seq: number): Promise<void> {
    return this.go(async () => {
      await this.store.showAround(this.roomId(), seq);
      this.list()?.show(seq);
    });
  }

  protected write(text: string): void {
    if (this.editing()) return this.editedText.set(text);
    this.draft.set(text);
    this.drafts.keep(this.roomId(), text);
    if (text.trim()) this.typing.writing(this.roomId());
    else this.typing.stopped(this.roomId());
  }

  protected async submit(text: string): Promise<void> {
    // Now, for a click left the focus on the button; once the answer is here, one may be elsewhere.
    this.composer()?.focus();
    const editing = this.editing();
    await (editing ? this.saveEdit(editing, text) : this.sendDraft(text));
  }

  protected cancel(): void {
    this.editing.set(null);
    this.replyingTo.set(null);
    this.composer()?.focus();
  }

  protected editLast(): void {
    const mine = this.window()?.messages.findLast((each) => each.author?.id === this.me()?.id && !each.deletedAt);
    if (mine && !this.window()?.hasAfter) this.edit(mine);
  }

  protected async act({ row: { message }, action }: { row: TimelineRow; action: MessageAction }): Promise<void> {
    if (!message) return;
    if (action === 'edit') this.edit(message);
    if (action === 'copy') this.clipboard.copy(message.body);
    if (action === 'remove') await this.remove(message);
    if (action === 'reply') {
      this.editing.set(null);
      this.replyingTo.set(message);
      setTimeout(() => this.composer()?.focus());
    }
  }

  protected async react({ row: { message }, change }: { row: TimelineRow; change: ReactionChange }): Promise<void> {
    if (!message) return;
    try {
      await this.store.react(message.id, change);
    } catch (error) {
      this.problems.show(error);
    }
  }

  private edit(message: Message): void {
    this.editedText.set(message.body);
    this.editing.set(message);
    setTimeout(() => this.composer()?.focus());
  }

  private async sendDraft(text: string): Promise<void> {
    const roomId = this.roomId();
    const quoted = this.replyingTo();
    const replyTo = quoted && {
      id: quoted.id,
      seq: quoted.seq,
      author: quoted.author,
      excerpt: quoted.body.slice(0, 140),
    };
    // The composer is free at once: who types on must not find the next words gone. The draft stays on the disk until
    // the outbox is.
    const written = this.draft();
    this.draft.set('');
    this.replyingTo.set(null);
    this.unreadAfterSeq.set(null);
    this.typing.stopped(roomId);
    await this.outbox.send(roomId, text, replyTo);
    if (this.drafts.of(roomId) === written) this.drafts.keep(roomId, '');
    await this.toNewest();
  }

  private async saveEdit(message: Message, text: string): Promise<void> {
    try {
      if (text !== message.body) await this.store.edit(message.id, text);
      this.editing.set(null);
    } catch (error) {
      this.problems.show(error);
    }
  }

  private async remove(message: Message): Promise<void> {
    const question = {
      title: this.t('message.remove-title'),
      text: this.t('message.remove-text'),
      action: this.t('message.remove'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    try {
      await this.store.remove(message.id);
    } catch (error) {
      this.problems.show(error);
    }
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
    if (!last || window?.hasAfter || !this.list()?.atEnd() || !this.attention.here()) return;
    untracked(() => void this.rooms.markRead(this.roomId(), last.seq));
  }
}

const roomNameOf = (room: ReturnType<RoomsStore['room']>) => (room ? roomName(room) : '');
const unreadAfter = (room: ReturnType<RoomsStore['room']>) => (room && room.unreadCount > 0 ? room.lastReadSeq : null);
