import { Component, DestroyRef, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Message, MessagePage } from '@api/timeline/message.dto.ts';
import { Api } from '../api/api.ts';
import { Notices } from '../rooms/notices.ts';
import { Dates } from '../ui/dates.ts';
import { EmptyState } from '../ui/empty-state.ts';
import { ListEnd } from '../ui/list-end.ts';
import { pagedList } from '../ui/paged-list.ts';
import { ProblemTexts } from '../ui/problem-texts.ts';
import { SkeletonRows } from '../ui/skeleton-rows.ts';
import { Texts } from '../ui/texts.ts';
import { Avatar } from '../users/avatar.ts';
import { MessagesStore } from './messages-store.ts';
import { counted, newest } from './thread-state.ts';

/** The threads of a room, the last answered first. Pressing one opens it. */
@Component({
  selector: 'parley-thread-list',
  imports: [Avatar, EmptyState, ListEnd, MatButton, SkeletonRows],
  templateUrl: './thread-list.html',
  styleUrls: ['./pin-list.scss', './thread-list.scss'],
})
export class ThreadList {
  private readonly api = inject(Api);
  protected readonly problems = inject(ProblemTexts);
  protected readonly notices = inject(Notices);
  protected readonly dates = inject(Dates);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  readonly roomId = input.required<string>();
  readonly chosen = output<Message>();
  protected readonly threads = pagedList(
    () => this.roomId(),
    (roomId, cursor) => this.api.get<MessagePage>(`/rooms/${roomId}/threads`, { ...(cursor && { cursor }) }),
  );

  constructor() {
    inject(MessagesStore).hear((message, isNew) => this.follow(message, isNew), inject(DestroyRef));
  }

  /** The thread that something was said in comes to the top; one that is not listed yet is asked for. */
  private follow(message: Message, isNew: boolean): void {
    if (message.roomId !== this.roomId()) return;
    const isListed = this.threads.items().some(({ id }) => id === message.threadId);
    if (message.threadId && !isListed) return this.threads.reload();
    this.threads.change((roots) => {
      const now = roots.map((root) => newest(counted(root, [message]), message));
      const first = now.find(({ id }) => isNew && id === message.threadId);
      const inOrder = first ? [first, ...now.filter((each) => each !== first)] : now;
      return inOrder.filter(({ thread }) => thread?.replyCount !== 0);
    });
  }
}
