import {
  Component,
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  input,
  output,
  untracked,
  viewChild,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { isReadOnly } from '../../rooms/muting.ts';
import { roomName } from '../../rooms/room-name.ts';
import { Dates } from '../../ui/dates.ts';
import { PeopleStore } from '../../users/people-store.ts';
import { personName } from '../../users/person-name.ts';
import { EmptyState } from '../../ui/feedback/empty-state.ts';
import { ThreadInboxStore } from '../../threads/thread-inbox-store.ts';
import { PageFocus } from '../../ui/page-focus.ts';
import { Tooltip } from '../../ui/tooltip.ts';
import { Icon } from '../../ui/icon.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { Texts } from '../../i18n/texts.ts';
import { FileDrop } from '../../uploads/file-drop.ts';
import type { MessageAction } from '../../message-list/menu/message-menu-items.ts';
import { MessageCommands } from '../message-commands.ts';
import { NewMessageAnnouncer } from '../new-message-announcer.ts';
import { MessageList } from '../../message-list/message-list.ts';
import type { ReactionChange } from '../../messages/message-reactions.ts';
import { OpenThread } from './open-thread.ts';
import { Outbox } from '../../outbox/outbox.ts';
import { ReadReceiptsStore } from '../../messages/read-receipts-store.ts';
import { RoomComposer } from '../../composer/room-composer.ts';
import type { TimelineRow } from '../../message-list/timeline-rows.ts';

/** The open thread beside the conversation: its root, its replies and a composer. */
@Component({
  selector: 'parley-thread-view',
  imports: [EmptyState, FileDrop, Icon, MatButton, MatIconButton, Tooltip, MessageList, RoomComposer, SkeletonRows],
  templateUrl: './thread-view.html',
  styleUrl: './thread-view.scss',
})
export class ThreadView {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly commands = inject(MessageCommands);
  protected readonly reading = inject(ReadReceiptsStore);
  protected readonly outbox = inject(Outbox);
  protected readonly problems = inject(ProblemTexts);
  private readonly people = inject(PeopleStore);
  protected readonly dates = inject(Dates);
  protected readonly t = inject(Texts).t;
  private readonly inbox = inject(ThreadInboxStore);
  private readonly announcer = inject(NewMessageAnnouncer);
  private readonly pageFocus = inject(PageFocus);

  readonly room = input.required<Room>();
  readonly me = input.required<UserSummary>();
  /** The id of any message of the thread. */
  readonly messageId = input.required<string>();
  /** The seq up to which the room was read when it was opened; null when all of it was. */
  readonly unreadAfter = input.required<number | null>();
  readonly closed = output();
  /** Emits when the thread is on the screen, up to a seq. */
  readonly seen = output<{ id: string; seq: number }>();
  /** Emits to open the list of all threads of the room. */
  readonly showAll = output();
  /** Emits the seq of a message to show in the room. */
  readonly show = output<number>();

  private readonly list = viewChild(MessageList);
  protected readonly composer = viewChild(RoomComposer);
  protected readonly thread = new OpenThread(
    computed(() => this.room().id),
    this.messageId,
    this.unreadAfter,
  );
  protected readonly name = computed(() => roomName(this.room()));
  protected readonly composerThread = computed(() => {
    const id = this.thread.id();
    const replyTarget = this.thread.replyTarget();
    return id && replyTarget ? { id, replyTarget } : null;
  });
  /** Whether the server allows this member to resolve the thread; see `ThreadResolutionService`. */
  protected readonly mayResolve = computed(() => {
    const root = this.thread.root();
    return Boolean(root?.thread?.replyCount) && !root?.deletedAt && !isReadOnly(this.room());
  });
  protected readonly resolved = computed(() => {
    const { resolvedAt, resolvedBy } = this.thread.root()?.thread ?? {};
    if (!resolvedAt) return null;
    const words = resolvedBy
      ? this.t('thread.resolved-by', { name: personName(this.people.known().get(resolvedBy.id) ?? resolvedBy) })
      : this.t('thread.resolved');
    return { at: resolvedAt, words };
  });
  /** The reply to start at, when the thread was opened by a reply. */
  protected readonly startAt = computed(() => {
    const row = this.thread.rows().find(({ message }) => message?.id === this.messageId());
    return row && row.replyCount === null ? (row.message?.seq ?? null) : null;
  });

  constructor() {
    effect(() => {
      const [id, seq] = [this.thread.id(), this.thread.lastSeq()];
      if (id !== null) this.seen.emit({ id, seq });
      this.announcer.setOpenThread(id);
    });
    inject(DestroyRef).onDestroy(() => this.announcer.setOpenThread(null));
    // As in the room: read is what was on the screen of a focused window.
    effect(() => {
      const [id, last] = [this.thread.id(), this.thread.lastOfOthers()];
      if (id === null || !last || !this.thread.following() || !this.pageFocus.isFocused()) return;
      if (this.list()?.seenToEnd() !== this.thread.rows()) return;
      untracked(() => void this.inbox.markRead(id, last));
    });
  }

  protected async follow(): Promise<void> {
    await this.commands.follow(this.messageId(), !this.thread.following());
  }

  protected async resolve(): Promise<void> {
    const id = this.thread.id();
    if (id) await this.commands.resolve(id, this.resolved() === null);
  }

  /** Focuses the composer; on touch screens the heading, so that no keyboard opens. */
  focus(): void {
    const composer = this.composer();
    if (composer && window.matchMedia('(hover: hover)').matches) composer.focus();
    else this.host.querySelector<HTMLElement>('h2')?.focus();
  }

  protected editLast(): void {
    const mine = this.thread.lastEditable();
    if (mine) this.composer()?.edit(mine);
  }

  protected replyLast(): void {
    const theirs = this.thread.lastOfOthers();
    if (theirs) this.composer()?.reply(theirs);
  }

  protected showHere(seq: number): void {
    const isHere = this.thread.rows().some(({ message }) => message?.seq === seq);
    if (isHere) this.list()?.targets.showMessage(seq);
    else this.show.emit(seq);
  }

  protected afterSending(): void {
    this.list()?.targets.showEnd();
  }

  protected async act({ row: { message }, action }: { row: TimelineRow; action: MessageAction }): Promise<void> {
    if (!message) return;
    if (action === 'edit') this.composer()?.edit(message);
    if (action === 'reply') this.composer()?.reply(message);
    if (action === 'show') this.show.emit(message.seq);
    await this.commands.run(action, message);
  }

  protected react({
    row: { message },
    change,
  }: {
    row: TimelineRow;
    change: ReactionChange;
  }): Promise<void> | undefined {
    return message ? this.commands.react(message, change) : undefined;
  }
}
