import { Component, computed, DestroyRef, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { ThreadPage } from '@api/messages/threads.dto.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { Api } from '../../api/api.ts';
import { MessageTexts } from '../../rooms/message-texts.ts';
import { Dates } from '../../ui/dates.ts';
import { EmptyState } from '../../ui/feedback/empty-state.ts';
import { Icon } from '../../ui/icon.ts';
import { ListEnd } from '../../ui/feedback/list-end.ts';
import { pagedList } from '../../ui/paged-list.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { Texts } from '../../i18n/texts.ts';
import { Avatar } from '../../users/avatar.ts';
import { MessagesStore } from '../../messages/messages-store.ts';
import { withReplies } from '../../rooms/thread-summary.ts';
import { newestCopy } from '../../messages/thread-state.ts';
import { FollowedThreadsStore } from '../../messages/followed-threads-store.ts';
import { PersonNamePipe } from '../../users/person-name.ts';

/** The threads of a room, the latest reply first. */
@Component({
  selector: 'parley-thread-list',
  imports: [Avatar, EmptyState, Icon, ListEnd, MatButton, PersonNamePipe, SkeletonRows],
  templateUrl: './thread-list.html',
  styleUrls: ['./pin-list.scss', './thread-list.scss'],
})
export class ThreadList {
  private readonly api = inject(Api);
  protected readonly followed = inject(FollowedThreadsStore);
  protected readonly problems = inject(ProblemTexts);
  protected readonly messageTexts = inject(MessageTexts);
  protected readonly dates = inject(Dates);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  readonly roomId = input.required<string>();
  /** Whether the thread of a message has unread replies. */
  readonly hasNewReplies = input.required<(message: Message) => boolean>();
  readonly chosen = output<Message>();
  protected readonly threads = pagedList(
    () => ({ roomId: this.roomId(), only: this.followed.onlyFollowed() }),
    (wanted, cursor) => this.load(wanted, cursor),
  );
  /** Without threads that the user has stopped following since the page was loaded. */
  protected readonly shown = computed(() =>
    this.threads.items().filter(({ id }) => !this.followed.onlyFollowed() || this.followed.isFollowing(id) !== false),
  );

  constructor() {
    inject(MessagesStore).onMessage((message, isNew) => this.receive(message, isNew), inject(DestroyRef));
  }

  private load({ roomId, only }: { roomId: string; only: boolean }, cursor?: string): Promise<ThreadPage> {
    const query = { ...(cursor && { cursor }), ...(only && { following: 'true' }) };
    return this.followed.takeFromAnswer(
      this.api.get<ThreadPage>(`/rooms/${roomId}/threads`, query),
      ({ items, following }) => items.map(({ id }) => [id, following.includes(id)]),
    );
  }

  /** Moves the thread of a new reply to the top; loads again when it is not listed yet. */
  private receive(message: Message, isNew: boolean): void {
    if (message.roomId !== this.roomId()) return;
    const isListed = this.threads.items().some(({ id }) => id === message.threadId);
    const isWanted = !this.followed.onlyFollowed() || this.followed.isFollowing(message.threadId ?? '') !== false;
    if (message.threadId && !isListed) return isWanted ? this.threads.reload() : undefined;
    this.threads.change((roots) => {
      const now = roots.map((root) => newestCopy(withReplies(root, [message]), message));
      const first = now.find(({ id }) => isNew && id === message.threadId);
      const inOrder = first ? [first, ...now.filter((each) => each !== first)] : now;
      return inOrder.filter(({ thread }) => thread?.replyCount !== 0);
    });
  }
}
