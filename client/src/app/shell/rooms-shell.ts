import { Component, computed, effect, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { Title } from '@angular/platform-browser';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { filter, map } from 'rxjs';
import { RoomList } from '../room-list/room-list.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { ConnectionBanner } from '../connection/connection-banner.ts';
import { debounced } from '../ui/debounced.ts';
import { UpdateBanner } from '../ui/feedback/update-banner.ts';
import { Drafts } from '../composer/drafts.ts';
import { LiveSync } from '../sync/live-sync.ts';
import { Outbox } from '../outbox/outbox.ts';
import { OtherRoomFailures } from '../outbox/other-room-failures.ts';
import { ShellShortcuts } from './shell-shortcuts.ts';
import { draftByRoom } from '../outbox/draft-status.ts';

/** Messages of the open room are unread for a moment only: shorter changes do not touch the title. */
const TITLE_DEBOUNCE_MS = 250;

/** The room list and the open page side by side; on a phone only one of the two. */
@Component({
  selector: 'parley-rooms-shell',
  providers: [ShellShortcuts],
  imports: [ConnectionBanner, UpdateBanner, RoomList, RouterOutlet],
  host: { '[class.in-room]': 'roomId() !== null || isSearching()' },
  template: `
    <aside><parley-room-list [openId]="roomId()" [drafts]="roomDrafts()" /></aside>
    <main>
      <parley-connection-banner />
      <parley-update-banner />
      <div class="page"><router-outlet /></div>
    </main>
  `,
  styleUrl: './rooms-shell.scss',
})
export class RoomsShell {
  private readonly router = inject(Router);
  private readonly rooms = inject(RoomsStore);
  private readonly url = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map((event) => event.urlAfterRedirects),
    ),
    { initialValue: this.router.url },
  );
  protected readonly roomId = computed(() => /^\/rooms\/([^/?#]+)/.exec(this.url())?.[1] ?? null);

  private readonly drafts = inject(Drafts);
  private readonly outbox = inject(Outbox);
  protected readonly roomDrafts = computed(() => {
    // The words of the room that was left are those it was left with.
    this.roomId();
    return draftByRoom(this.drafts.textByRoom(), this.outbox.items());
  });

  private readonly title = computed(() => {
    const room = this.rooms.room(this.roomId() ?? '');
    const unread = this.rooms.unread();
    const mentions = this.rooms.mentions();
    const counts = [...(mentions > 0 ? [`@${mentions}`] : []), ...(unread > 0 ? [unread] : [])].join(', ');
    return `${counts && `(${counts}) `}${room ? `${roomName(room)} · ` : ''}Parley`;
  });
  private readonly debouncedTitle = debounced(this.title, TITLE_DEBOUNCE_MS);

  protected readonly isSearching = computed(() => this.url().startsWith('/search'));

  constructor() {
    inject(LiveSync).start();
    inject(ShellShortcuts).register(this.roomId);
    inject(OtherRoomFailures).watch(this.roomId);
    const title = inject(Title);
    effect(() => title.setTitle(this.debouncedTitle()));
  }
}
