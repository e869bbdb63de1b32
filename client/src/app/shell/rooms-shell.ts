import { ServerInfo } from '../auth/server-info.ts';
import { Component, computed, effect, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatIconButton } from '@angular/material/button';
import { Title } from '@angular/platform-browser';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { filter, map } from 'rxjs';
import { RoomList } from '../room-list/room-list.ts';
import { roomName } from '../rooms/room-name.ts';
import { LastRoom } from '../rooms/last-room.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { ConnectionBanner } from '../connection/connection-banner.ts';
import { debounced } from '../ui/debounced.ts';
import { UpdateBanner } from '../ui/feedback/update-banner.ts';
import { DraftSync } from '../composer/drafts/draft-sync.ts';
import { LocalDrafts } from '../composer/drafts/local-drafts.ts';
import { LiveSync } from '../sync/live-sync.ts';
import { Outbox } from '../outbox/outbox.ts';
import { needsUserAction } from '../outbox/outbox-state.ts';
import { OtherRoomFailures } from '../outbox/other-room-failures.ts';
import { AddedToRoom } from '../notifications/added-to-room.ts';
import { Icon } from '../ui/icon.ts';
import { Texts } from '../i18n/texts.ts';
import { Tooltip } from '../ui/tooltip.ts';
import { ShellShortcuts } from './shell-shortcuts.ts';
import { SidebarDivider } from './sidebar-divider.ts';
import { SidebarWidth } from './sidebar-width.ts';
import { TimeZoneReport } from '../users/time-zone-report.ts';
import { draftByRoom } from '../outbox/draft-status.ts';

/** Messages of the open room are unread for a moment only: shorter changes do not touch the title. */
const TITLE_DEBOUNCE_MS = 250;

/** The room list and the open page side by side; on a phone only one of the two. */
@Component({
  selector: 'parley-rooms-shell',
  providers: [ShellShortcuts],
  imports: [ConnectionBanner, Icon, MatIconButton, RoomList, RouterOutlet, SidebarDivider, Tooltip, UpdateBanner],
  host: { '[class.in-room]': 'roomId() !== null || isOtherPage()' },
  template: `
    <aside [class.closed]="sidebar.isHidden()" [style.--parley-sidebar.px]="sidebar.px()">
      @if (sidebar.isHidden()) {
        <button
          matIconButton
          type="button"
          class="show"
          [matTooltip]="t('rooms.show')"
          [attr.aria-label]="t('rooms.show')"
          (click)="sidebar.toggle()"
        >
          <parley-icon name="list" />
        </button>
      }
      <parley-room-list [openId]="roomId()" [drafts]="roomDrafts()" [unsent]="unsent()" />
      <parley-sidebar-divider />
    </aside>
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
  private readonly server = inject(ServerInfo);
  protected readonly sidebar = inject(SidebarWidth);
  protected readonly t = inject(Texts).t;
  private readonly url = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map((event) => event.urlAfterRedirects),
    ),
    { initialValue: this.router.url },
  );
  protected readonly roomId = computed(() => /^\/rooms\/([^/?#]+)/.exec(this.url())?.[1] ?? null);

  private readonly drafts = inject(LocalDrafts);
  private readonly outbox = inject(Outbox);
  protected readonly roomDrafts = computed(() => {
    // The words of the room that was left are those it was left with.
    this.roomId();
    return draftByRoom(this.drafts.wordsByRoom(), this.outbox.items());
  });

  protected readonly unsent = computed(() => this.outbox.items().filter(needsUserAction).length);

  private readonly title = computed(() => {
    const room = this.rooms.room(this.roomId() ?? '');
    const unread = this.rooms.unread();
    return `${unread > 0 ? `(${unread}) ` : ''}${room ? `${roomName(room)} · ` : ''}${this.server.name()}`;
  });
  private readonly debouncedTitle = debounced(this.title, TITLE_DEBOUNCE_MS);

  /** Whether a page beside the list of rooms is open that is no room. */
  protected readonly isOtherPage = computed(() => /^\/(search|unread|threads|later|drafts)\b/.test(this.url()));

  constructor() {
    inject(LiveSync).start();
    inject(ShellShortcuts).register(this.roomId);
    inject(AddedToRoom).start();
    inject(TimeZoneReport);
    inject(DraftSync);
    inject(OtherRoomFailures).watch(this.roomId);
    const lastRoom = inject(LastRoom);
    effect(() => {
      const roomId = this.roomId();
      // Not a room that the reader was just removed from.
      if (roomId && this.rooms.room(roomId)) lastRoom.set(roomId);
    });
    const title = inject(Title);
    effect(() => title.setTitle(this.debouncedTitle()));
  }
}
