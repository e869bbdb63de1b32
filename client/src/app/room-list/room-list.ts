import {
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  input,
  linkedSignal,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { Router, RouterLink, RouterLinkActive } from '@angular/router';
import { ServerInfo } from '../auth/server-info.ts';
import { Session } from '../auth/session.ts';
import { PresenceStore } from '../presence/presence-store.ts';
import { valuesOf } from '../personal/personal-state.ts';
import { PersonalStore } from '../personal/personal-store.ts';
import { SavedStore } from '../saved/saved-store.ts';
import { ThreadInboxStore } from '../threads/thread-inbox-store.ts';
import { EmptyState } from '../ui/feedback/empty-state.ts';
import { HintCard } from '../ui/feedback/hint-card.ts';
import { InertClosedMenu } from '../ui/inert-closed-menu.ts';
import { Tooltip } from '../ui/tooltip.ts';
import { Icon } from '../ui/icon.ts';
import type { IconName } from '../ui/icons.ts';
import { SkeletonRows } from '../ui/feedback/skeleton-rows.ts';
import { Texts } from '../i18n/texts.ts';
import { AccountMenu } from '../profile/account-menu.ts';
import { PermissionOffer } from '../notifications/permission-offer.ts';
import { RoomDialogs } from './room-dialogs.ts';
import { roomName } from '../rooms/room-name.ts';
import { SetupChecklist } from './setup-checklist.ts';
import { isOfKind, ROOM_LIST_KINDS, type RoomListKind } from './room-list-kinds.ts';
import { RoomMenu } from './room-menu.ts';
import { RoomRow, type RoomDraft } from './room-row.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { FAVOURITES, OTHERS, type RoomGroup, roomGroups } from './sections/room-groups.ts';
import { SectionHeading } from './sections/section-heading.ts';
import { SectionsStore } from './sections/sections-store.ts';
import { foldText } from '@api/shared/fold-text.ts';

/** Rooms that are drawn at once, more than a screen holds; the others follow in steps, so that nothing waits for them. */
const FIRST_ROOMS = 50;
const STEP_ROOMS = 100;
const STEP_MS = 50;

const KIND_ICONS = { all: 'list', unread: 'message', mentions: 'bell' } as const satisfies Record<
  RoomListKind,
  IconName
>;

/** The index of the row that a key moves to. */
const KEY_TARGETS: Record<string, (here: number, last: number) => number> = {
  ArrowDown: (here) => here + 1,
  ArrowUp: (here) => here - 1,
  Home: () => 0,
  End: (_, last) => last,
};

/** The user's rooms: favourites, their own sections, then the others, latest activity first. */
@Component({
  selector: 'parley-room-list',
  imports: [
    AccountMenu,
    EmptyState,
    HintCard,
    InertClosedMenu,
    Icon,
    MatButton,
    MatIconButton,
    MatMenuModule,
    Tooltip,
    PermissionOffer,
    RoomMenu,
    RoomRow,
    RouterLink,
    RouterLinkActive,
    SectionHeading,
    SetupChecklist,
    SkeletonRows,
  ],
  templateUrl: './room-list.html',
  styleUrl: './room-list.scss',
})
export class RoomList {
  private readonly presence = inject(PresenceStore);
  private readonly router = inject(Router);
  protected readonly session = inject(Session);
  protected readonly server = inject(ServerInfo);
  protected readonly rooms = inject(RoomsStore);
  protected readonly dialogs = inject(RoomDialogs);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  protected readonly saved = inject(SavedStore);
  protected readonly threads = inject(ThreadInboxStore);
  protected readonly sections = inject(SectionsStore);
  private readonly personal = inject(PersonalStore);
  protected readonly scheduled = computed(() => [...valuesOf(this.personal.state(), 'scheduled').values()]);
  protected readonly failed = computed(() => this.scheduled().filter(({ state }) => state === 'failed').length);

  protected readonly filter = signal('');
  protected readonly kinds = ROOM_LIST_KINDS;
  protected readonly kind = signal<RoomListKind>('all');
  protected readonly KIND_ICONS = KIND_ICONS;
  protected readonly kindKey = (kind: RoomListKind) => `rooms.kinds.${kind}` as const;
  protected readonly shown = computed(() => {
    const wanted = foldText(this.filter().trim());
    if (wanted) return this.rooms.all().filter((room) => foldText(roomName(room)).includes(wanted));
    const openRoom = this.rooms.room(this.openId() ?? '');
    const rooms = this.rooms.listed().filter((room) => room === openRoom || isOfKind(this.kind(), room));
    // The open room has its row as long as it is open, hidden or not.
    return openRoom?.hidden ? [openRoom, ...rooms] : rooms;
  });
  /** While a filter is typed all that fits stands in one list. */
  protected readonly groups = computed<readonly RoomGroup[]>(() =>
    this.filter().trim()
      ? [{ id: OTHERS, section: null, rooms: this.drawn(), collapsedCount: 0 }]
      : roomGroups(this.drawn(), this.kind() === 'all' ? this.sections.all() : [], this.openId()),
  );
  /** A single group without a name of its own needs no heading. */
  protected readonly hasHeadings = computed(() => this.groups().length > 1 || this.groups()[0]?.section);
  protected readonly headingOf = ({ id }: RoomGroup) => this.t(id === FAVOURITES ? 'rooms.favourites' : 'rooms.title');
  private readonly limit = signal(FIRST_ROOMS);
  private readonly isPartial = computed(() => this.limit() < this.rooms.all().length);
  protected readonly drawn = computed(() => (this.isPartial() ? this.shown().slice(0, this.limit()) : this.shown()));
  /** Whether the reader has not found a room besides the Lobby yet. */
  protected readonly isNewcomer = computed(
    () => !this.session.isGuest() && !this.filter() && this.rooms.all().every(({ lobby }) => lobby),
  );
  /** The room that is open, if any. */
  readonly openId = input<string | null>(null);
  /** By room. */
  readonly drafts = input<ReadonlyMap<string, RoomDraft>>(new Map());
  /** How many messages could not be sent. */
  readonly unsent = input(0);
  /** What the link to the drafts opens: what was not sent before all else. */
  protected readonly draftsTab = computed(() => {
    if (this.unsent() > 0) return 'unsent';
    return this.drafts().size === 0 || this.failed() > 0 ? 'scheduled' : null;
  });
  private readonly list = viewChild<ElementRef<HTMLElement>>('list');
  private readonly menu = viewChild.required(RoomMenu);
  /** The room focused last; opening a room by other means resets it to that room. */
  protected readonly focusedId = linkedSignal(() => this.openId());
  protected readonly tabStop = computed(() => {
    const rooms = this.groups().flatMap((group) => group.rooms);
    return (rooms.find(({ id }) => id === this.focusedId()) ?? rooms[0])?.id;
  });
  private readonly peers = computed(() => this.rooms.all().flatMap((room) => room.peer?.id ?? []), {
    equal: (a, b) => a.toSorted().join() === b.toSorted().join(),
  });

  constructor() {
    effect((onCleanup) => {
      if (!this.isPartial()) return;
      const limit = this.limit() + STEP_ROOMS;
      const timer = setTimeout(() => this.limit.set(limit), STEP_MS);
      onCleanup(() => clearTimeout(timer));
    });
    effect(() => {
      const peers = this.peers();
      untracked(() => this.presence.setVisible('list', peers));
    });
  }

  protected onFilterInput(event: Event): void {
    this.filter.set((event.target as HTMLInputElement).value);
  }

  protected clearFilter(event: Event): void {
    if (!this.filter()) return;
    event.preventDefault();
    this.filter.set('');
  }

  /** Opens the first room that is shown; without one, messages are searched. */
  protected async openFirst(event: Event): Promise<void> {
    const q = this.filter().trim();
    if (!q || (event as KeyboardEvent).isComposing) return;
    event.preventDefault();
    const [first] = this.shown();
    if (first) await this.router.navigate(['/rooms', first.id]);
    else await this.router.navigate(['/search'], { queryParams: { q } });
    if (first) this.filter.set('');
  }

  /** By the pointer, by a long touch, or by the key for it, which names no point. */
  protected openMenu(event: MouseEvent): void {
    const row = (event.target as Element).closest<HTMLElement>('[data-room]');
    const roomId = row?.dataset['room'];
    if (!row || !roomId) return;
    event.preventDefault();
    const { left, bottom } = row.getBoundingClientRect();
    const isByKey = event.clientX === 0 && event.clientY === 0;
    this.menu().open(roomId, row, isByKey ? { x: left, y: bottom } : { x: event.clientX, y: event.clientY });
  }

  protected focusFirst(event: Event): void {
    event.preventDefault();
    this.links()[0]?.focus();
  }

  protected onListKeydown(event: KeyboardEvent): void {
    const links = this.links();
    const here = links.findIndex((link) => link === document.activeElement);
    const next = KEY_TARGETS[event.key]?.(here, links.length - 1);
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const link = links[Math.min(Math.max(next, 0), links.length - 1)];
    if (!link) return;
    // At once: a Tab before the next frame would stop at the previous row.
    links.find((each) => each.tabIndex >= 0)?.setAttribute('tabindex', '-1');
    link.removeAttribute('tabindex');
    link.focus();
  }

  private links(): HTMLElement[] {
    return [...(this.list()?.nativeElement.querySelectorAll('a') ?? [])];
  }
}
