import { Clipboard } from '@angular/cdk/clipboard';
import {
  Component,
  computed,
  DestroyRef,
  ElementRef,
  inject,
  input,
  model,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import type { NotifyLevel } from '@api/rooms/members/members.dto.ts';
import { ServerInfo } from '../../auth/server-info.ts';
import { Session } from '../../auth/session.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { mayManageHooks } from '@api/shared/hooks.policy.ts';
import { fixedRoomRefusal, mayRoom } from '@api/shared/rooms.policy.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { standsInRoom } from '@api/shared/message-place.ts';
import { isMuted } from '../../rooms/muting.ts';
import { roomActor } from '../../rooms/room-actor.ts';
import { RoomMenu } from '../../room-list/room-menu.ts';
import { RoomDialogs } from '../../room-list/room-dialogs.ts';
import { RoomMembers } from '../../rooms/members/room-members.ts';
import { RoomFacts } from '../../rooms/room-facts.ts';
import { leavingText } from '../../rooms/leaving-text.ts';
import { RoomReports } from '../../reports/room-reports.ts';
import { roomName } from '../../rooms/room-name.ts';
import { RoomsStore } from '../../rooms/rooms-store.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import { RoomSearch } from '../../search/room-search.ts';
import { Icon } from '../../ui/icon.ts';
import type { IconName } from '../../ui/icons.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { SelectField } from '../../ui/fields/select-field.ts';
import { type TextKey, Texts } from '../../i18n/texts.ts';
import { RoomFiles } from '../../uploads/room-files.ts';
import { ProfileCards } from '../../profile/profile-cards.ts';
import { MessagesStore } from '../../messages/messages-store.ts';
import { PinList } from './pin-list.ts';
import { type Pane, PANES } from './side-panel.ts';
import { levelsFor } from '../../rooms/notify-levels.ts';
import { ThreadList } from './thread-list.ts';

const COPIED_HINT_MS = 2000;
const TABS = {
  about: { title: 'panel.about', icon: 'info' },
  members: { title: 'panel.members', icon: 'people' },
  threads: { title: 'panel.threads', icon: 'thread' },
  files: { title: 'file.title', icon: 'file' },
  search: { title: 'panel.search', icon: 'search' },
} as const satisfies Record<Pane, { title: TextKey; icon: IconName }>;
/** The side panel of a room: details and code, members, threads, files and search. */
@Component({
  selector: 'parley-room-panel',
  imports: [
    Icon,
    MatButton,
    MatIconButton,
    PinList,
    RoomFacts,
    RoomFiles,
    RoomMembers,
    RoomMenu,
    RoomSearch,
    SelectField,
    ThreadList,
  ],
  templateUrl: './room-panel.html',
  styleUrl: './room-panel.scss',
})
export class RoomPanel {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly dialogs = inject(RoomDialogs);
  protected readonly cards = inject(ProfileCards);
  protected readonly reports = inject(RoomReports);
  private readonly rooms = inject(RoomsStore);
  private readonly clipboard = inject(Clipboard);
  private readonly server = inject(ServerInfo);
  private readonly session = inject(Session);
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  protected readonly problems = inject(ProblemTexts);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  readonly room = input.required<Room>();
  readonly tab = input.required<Pane>();
  /** Whether the thread of a message has unread replies. */
  readonly hasNewReplies = input.required<(message: Message) => boolean>();
  /** The search query. */
  readonly query = model.required<string>();
  /** Whether all rooms are searched. */
  readonly everywhere = model(false);
  /** Emits a tab to open. */
  readonly tabChosen = output<Pane>();
  /** Emits a tab to show while the focus stays on the tabs. */
  readonly tabFocused = output<Pane>();
  readonly closed = output();
  readonly date = output();
  /** Emits the seq of a message to show. */
  readonly show = output<number>();
  /** Emits the id of a message whose thread to open. */
  readonly showThread = output<string>();

  private readonly search = viewChild(RoomSearch);
  private readonly menu = viewChild(RoomMenu);
  private readonly files = viewChild(RoomFiles);
  protected readonly name = computed(() => roomName(this.room()));
  /** The size and the owner of a room change with its notices. */
  protected readonly factsVersion = computed(() => `${this.room().memberCount} ${this.room().archived}`);
  protected readonly copied = signal<'code' | 'link' | null>(null);
  protected readonly failure = signal<unknown>(null);
  protected readonly tabs = PANES.map((pane) => ({ pane, ...TABS[pane] }));
  protected readonly levels = computed(() =>
    levelsFor(this.room()).map(([value, label]) => ({ value, label: this.t(`notify.level-${label}` as const) })),
  );
  protected readonly canShare = 'share' in navigator;
  protected readonly canChange = computed(
    () => !this.room().lobby && !isMuted(this.room()) && mayRoom('rename', roomActor(this.room())),
  );
  protected readonly canConvert = computed(() => this.room().kind === 'group');
  protected readonly canConnect = computed(() =>
    mayManageHooks(roomActor(this.room(), this.session.me()?.role), this.server.current()?.roomIntegrations ?? false),
  );
  protected readonly canModerate = computed(() => mayRoom('moderate', roomActor(this.room(), this.session.me()?.role)));
  /** Everybody with an account is in the Lobby: inviting into it means inviting to the server. */
  protected readonly canInvite = computed(() => this.room().lobby && !this.session.isGuest());
  protected readonly canLeave = computed(() => fixedRoomRefusal('leave', this.room()) === undefined);

  constructor() {
    inject(MessagesStore).onMessage((message) => this.files()?.follow(message), inject(DestroyRef));
  }

  /** Focuses the search field, else the tab. */
  focus(): void {
    const field = this.search();
    if (field) field.focus();
    else this.focusTab(this.tab());
  }

  protected onTabKeydown(event: KeyboardEvent): void {
    const isMirrored = getComputedStyle(this.host).direction === 'rtl';
    const here = PANES.indexOf(this.tab());
    const targets: Record<string, number> = {
      ArrowRight: isMirrored ? here - 1 : here + 1,
      ArrowLeft: isMirrored ? here + 1 : here - 1,
      Home: 0,
      End: -1,
    };
    const target = targets[event.key];
    if (target === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const pane = PANES.at(target % PANES.length) ?? 'about';
    this.tabFocused.emit(pane);
    this.focusTab(pane);
  }

  private focusTab(pane: Pane): void {
    this.host.querySelector<HTMLElement>(`#panel-tab-${pane}`)?.focus();
  }

  /** In the room, or in its thread where it stays in it. */
  protected showMessage(message: Pick<Message, 'id' | 'seq' | 'inRoom'>): void {
    if (standsInRoom(message)) this.show.emit(message.seq);
    else this.showThread.emit(message.id);
  }

  protected openMenu({ currentTarget }: Event): void {
    const opener = currentTarget as HTMLElement;
    const { left, bottom } = opener.getBoundingClientRect();
    this.menu()?.open(this.room().id, opener, { x: left, y: bottom });
  }

  protected async setNotifyLevel(level: NotifyLevel): Promise<void> {
    this.failure.set(null);
    try {
      await this.rooms.updateMembership(this.room().id, { notify: level });
    } catch (error) {
      this.failure.set(error);
    }
  }

  protected async share(): Promise<void> {
    try {
      await navigator.share({ title: this.name(), url: this.link() });
    } catch {
      // The user cancelled.
    }
  }

  protected copy(what: 'code' | 'link'): void {
    const { code } = this.room();
    if (!this.clipboard.copy(what === 'code' ? code : this.link())) return;
    this.copied.set(what);
    setTimeout(() => this.copied.set(null), COPIED_HINT_MS);
  }

  protected async leave(): Promise<void> {
    const question = {
      title: this.t('room.leave-title', { name: this.name() }),
      text: this.t(leavingText(this.room())),
      action: this.t('room.leave'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    try {
      await this.rooms.leave(this.room().id);
      await this.router.navigateByUrl('/rooms');
    } catch (error) {
      this.failure.set(error);
    }
  }

  private link(): string {
    return `${this.server.shareOrigin()}/join/${this.room().code}`;
  }
}
