import { Component, computed, ElementRef, inject, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { ActivatedRoute, RouterLink } from '@angular/router';
import { limits } from '@api/shared/limits.ts';
import { type FollowedThread, THREAD_FILTERS, type ThreadFilter } from './thread-filters.ts';
import { map } from 'rxjs';
import { ProblemTexts } from '../api/problem-texts.ts';
import { type TextKey, Texts } from '../i18n/texts.ts';
import { MessageTexts } from '../rooms/message-texts.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { Dates } from '../ui/dates.ts';
import { EmptyState } from '../ui/feedback/empty-state.ts';
import { ListEnd } from '../ui/feedback/list-end.ts';
import { LoadFailure } from '../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../ui/feedback/skeleton-rows.ts';
import { Icon } from '../ui/icon.ts';
import { pagedList } from '../ui/paged-list.ts';
import { Avatar } from '../users/avatar.ts';
import { BotBadge } from '../users/bot-badge.ts';
import { PersonNamePipe } from '../users/person-name.ts';
import { ThreadInboxStore } from './thread-inbox-store.ts';

/** Of the first page: what was loaded stays loaded when the list is asked for again. */
const LEAST_COUNT = 50;

/** The threads that the reader follows, in all rooms, the newest reply first. Nothing is read by looking at the list. */
@Component({
  selector: 'parley-threads-page',
  imports: [
    Avatar,
    BotBadge,
    EmptyState,
    Icon,
    ListEnd,
    LoadFailure,
    MatButton,
    MatIconButton,
    PersonNamePipe,
    RouterLink,
    SkeletonRows,
  ],
  templateUrl: './threads-page.html',
  styleUrls: ['../ui/scrolled-page.scss', './threads-page.scss'],
})
export class ThreadsPage {
  private readonly rooms = inject(RoomsStore);
  private readonly problems = inject(ProblemTexts);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly store = inject(ThreadInboxStore);
  protected readonly messageTexts = inject(MessageTexts);
  protected readonly dates = inject(Dates);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  protected readonly views = THREAD_FILTERS;
  protected readonly view = toSignal(
    inject(ActivatedRoute).queryParamMap.pipe(map((params) => viewOf(params.get('show')))),
    { initialValue: 'all' },
  );
  protected readonly list = pagedList(
    () => ({ view: this.view(), version: this.store.version() }),
    ({ view }, cursor) => this.store.page(view, cursor, cursor === undefined ? this.firstPageSize() : undefined),
  );
  /** Rooms that were left since the page was loaded are not in it any more. */
  protected readonly shown = computed(() => this.list.items().filter(({ room }) => this.rooms.room(room.id)));

  private firstPageSize(): number {
    const loaded = untracked(this.list.items).length;
    return Math.min(Math.max(loaded, LEAST_COUNT), limits.pageSize);
  }

  protected readonly viewKey = (view: ThreadFilter): TextKey => `threads.${view}`;
  protected readonly noneKey = (view: ThreadFilter): TextKey => `threads.none-${view}`;
  protected readonly noneTextKey = (view: ThreadFilter): TextKey => `threads.none-${view}-text`;

  protected roomOf({ room: { id, name } }: FollowedThread): string {
    const room = this.rooms.room(id);
    return room ? roomName(room) : name;
  }

  protected async readAll(): Promise<void> {
    try {
      await this.store.markAllRead();
      this.list.reload();
    } catch (error) {
      this.problems.show(error);
    }
  }

  protected onKeydown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const links = [...this.host.nativeElement.querySelectorAll<HTMLElement>('a.thread')];
    const here = links.indexOf(document.activeElement as HTMLElement);
    const targets: Record<string, number> = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: links.length - 1 };
    const target = links[targets[event.key] ?? -1];
    if (!target) return;
    event.preventDefault();
    target.focus();
  }
}

const viewOf = (name: string | null): ThreadFilter => THREAD_FILTERS.find((view) => view === name) ?? 'all';
