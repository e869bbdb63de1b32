import { Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatIconButton } from '@angular/material/button';
import { MatSnackBar } from '@angular/material/snack-bar';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import type { Scheduled, ScheduledEntry } from '@api/scheduled/scheduled.dto.ts';
import { map } from 'rxjs';
import { ApiProblem } from '../api/api-problem.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import {
  conversationKeyOf,
  editOfDraft,
  roomIdOfConversation,
  threadIdOfConversation,
} from '../composer/conversation-key.ts';
import { DraftSync } from '../composer/drafts/draft-sync.ts';
import { isSame } from '../composer/drafts/draft-sync-state.ts';
import { Drafts } from '../composer/drafts/drafts.ts';
import { LocalDrafts } from '../composer/drafts/local-drafts.ts';
import { MentionNames } from '../composer/suggestions/mention-names.ts';
import { MessageCommands } from '../conversation/message-commands.ts';
import { type TextKey, Texts } from '../i18n/texts.ts';
import { Outbox } from '../outbox/outbox.ts';
import { isQuoteGone, type OutboxItem } from '../outbox/outbox-state.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { ScheduledStore } from '../scheduled/scheduled-store.ts';
import { Scheduling } from '../scheduled/scheduling.ts';
import { Dates } from '../ui/dates.ts';
import { EmptyState } from '../ui/feedback/empty-state.ts';
import { Icon } from '../ui/icon.ts';
import { Tooltip } from '../ui/tooltip.ts';
import { PendingFiles } from '../uploads/pending-files.ts';
import { UnsentList } from './unsent-list.ts';

const UNDO_MS = 8_000;
const TABS = ['open', 'scheduled', 'unsent'] as const;
type Tab = (typeof TABS)[number];
const TAB_NAMES = {
  open: 'drafts.open',
  scheduled: 'drafts.scheduled',
  unsent: 'drafts.unsent',
} as const satisfies Record<Tab, TextKey>;

/** What the reader has begun to write, what is to be sent later, and what could not be sent, over all rooms. */
@Component({
  selector: 'parley-drafts-page',
  imports: [EmptyState, Icon, MatIconButton, RouterLink, Tooltip, UnsentList],
  templateUrl: './drafts-page.html',
  styleUrls: ['../ui/scrolled-page.scss', '../saved/later-page.scss', './drafts-page.scss'],
})
export class DraftsPage {
  private readonly store = inject(Drafts);
  private readonly local = inject(LocalDrafts);
  private readonly sync = inject(DraftSync);
  private readonly rooms = inject(RoomsStore);
  private readonly mentions = inject(MentionNames);
  private readonly problems = inject(ProblemTexts);
  private readonly files = inject(PendingFiles);
  private readonly router = inject(Router);
  private readonly snackBar = inject(MatSnackBar);
  private readonly outbox = inject(Outbox);
  protected readonly commands = inject(MessageCommands);
  protected readonly scheduled = inject(ScheduledStore);
  protected readonly scheduling = inject(Scheduling);
  protected readonly dates = inject(Dates);
  protected readonly t = inject(Texts).t;

  protected readonly TABS = TABS;
  protected readonly TAB_NAMES = TAB_NAMES;
  protected readonly shown = toSignal(
    inject(ActivatedRoute).queryParamMap.pipe(
      map((params) => TABS.find((tab) => tab === params.get('show')) ?? 'open'),
    ),
    { initialValue: 'open' },
  );
  protected readonly drafts = computed(() => {
    this.store.changes();
    return this.local.keys().flatMap((key) => {
      const { body, attachmentIds } = this.local.contentOf(key);
      if (!body && attachmentIds.length === 0) return [];
      const isEdit = editOfDraft(key) !== undefined;
      const files = this.files.uploadedOf(key).map(({ name }) => name);
      return [{ key, isEdit, files, words: this.mentions.toDisplayNames(body), ...this.placeOf(key) }];
    });
  });
  protected readonly entries = computed(() =>
    this.scheduled.entries().map((entry) => ({
      ...entry,
      words: this.mentions.toDisplayNames(entry.body),
      ...this.placeOf(entry.roomId),
    })),
  );

  protected problemOf({ problem }: ScheduledEntry): string {
    return problem ? this.problems.of(new ApiProblem(problem, 0, '')) : '';
  }

  protected remove(key: string): void {
    const undo = this.sync.clear(key);
    this.snackBar.open(this.t('drafts.removed'), this.t('undo'), { duration: UNDO_MS }).onAction().subscribe(undo);
  }

  protected async schedule(key: string): Promise<void> {
    const content = this.local.contentOf(key);
    const { body, attachmentIds } = content;
    const threadId = threadIdOfConversation(key);
    const message = {
      body,
      ...(content.replyToId && { replyToId: content.replyToId }),
      ...(threadId && { threadId }),
      ...(attachmentIds.length > 0 && { attachmentIds: [...attachmentIds] }),
    };
    const restore = this.sync.restorer(key);
    const isScheduled = await this.scheduling.schedule(roomIdOfConversation(key), message, restore);
    if (isScheduled && isSame(this.local.contentOf(key), content)) this.sync.clear(key);
  }

  /** Makes a draft of it again, after the words that are there, and opens its room, or its thread. */
  protected async edit(entry: ScheduledEntry): Promise<void> {
    const { roomId, body, threadId } = entry;
    const key = conversationKeyOf(roomId, threadId ?? undefined);
    const attachments = await this.attachmentsOf(entry);
    if (!attachments || !(await this.scheduling.remove(entry))) return;
    this.replace(key, [this.store.textOf(key), body].filter(Boolean).join('\n\n'), this.store.replyOf(key));
    this.files.restoreWithdrawn(key, attachments);
    await this.openConversation(key);
  }

  /** As `edit`, of a message that was not sent; a poll is changed in its room. */
  protected async editUnsent(item: OutboxItem): Promise<void> {
    const { roomId, threadId, body, replyTo, poll, attachments = [] } = item;
    const key = conversationKeyOf(roomId, threadId);
    if (!poll) {
      if (!(await this.outbox.withdraw(item))) {
        this.snackBar.open(this.t('message.gone-out'), undefined, { duration: UNDO_MS });
        return;
      }
      const reply = replyTo && !isQuoteGone(item) ? replyTo : this.store.replyOf(key);
      this.replace(key, [body, this.store.textOf(key)].filter(Boolean).join('\n\n'), reply);
      this.files.restoreWithdrawn(key, attachments);
      await this.outbox.discard(item);
    }
    await this.openConversation(key);
  }

  /** Null when they cannot be asked for: then nothing is taken off, for its files would be lost. */
  private async attachmentsOf({ id, attachmentIds }: ScheduledEntry): Promise<Scheduled['attachments'] | null> {
    if (attachmentIds.length === 0) return [];
    try {
      const { items } = await this.scheduled.all();
      return items.find((item) => item.id === id)?.attachments ?? [];
    } catch (error) {
      this.problems.show(error);
      return null;
    }
  }

  private replace(key: string, text: string, reply: ReturnType<Drafts['replyOf']>): void {
    this.store.adopt(key, text, reply);
    this.sync.follow(key);
  }

  private async openConversation(key: string): Promise<void> {
    const thread = threadIdOfConversation(key);
    await this.router.navigate(['/rooms', roomIdOfConversation(key)], { queryParams: thread ? { thread } : {} });
  }

  /** A room that is not in the list any more was left, or is gone. */
  private placeOf(key: string) {
    const room = this.rooms.room(roomIdOfConversation(key));
    const thread = threadIdOfConversation(key);
    return {
      room: room ? roomName(room) : null,
      thread: thread === undefined ? null : { thread },
      link: room ? ['/rooms', room.id] : null,
    };
  }
}
