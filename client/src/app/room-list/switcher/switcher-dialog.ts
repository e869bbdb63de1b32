import {
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  linkedSignal,
  resource,
  signal,
  viewChild,
} from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { Session } from '../../auth/session.ts';
import { debounced } from '../../ui/debounced.ts';
import { Icon } from '../../ui/icon.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { Avatar } from '../../users/avatar.ts';
import { RoomMark } from '../../rooms/room-mark.ts';
import { RoomsStore } from '../../rooms/rooms-store.ts';
import { type SwitcherTarget, switcherTargets } from './switcher-state.ts';
import { trimText } from '@api/shared/visible-text.ts';

const KEY_STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** Goes to a room or person by a few letters and Enter. */
@Component({
  selector: 'parley-switcher-dialog',
  imports: [Avatar, Icon, RoomMark],
  templateUrl: './switcher-dialog.html',
  styleUrl: './switcher-dialog.scss',
})
export class SwitcherDialog {
  private readonly rooms = inject(RoomsStore);
  private readonly session = inject(Session);
  private readonly dialog = inject<MatDialogRef<SwitcherDialog, Room>>(MatDialogRef);
  private readonly openId = inject<string | null>(MAT_DIALOG_DATA);
  protected readonly problems = inject(ProblemTexts);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  private readonly field = viewChild.required<ElementRef<HTMLElement>>('field');
  protected readonly query = signal('');
  private readonly debouncedQuery = debounced(this.query, 150);
  /** People are searched on the server; a failed search hides no rooms. */
  protected readonly results = resource({
    params: () => (this.session.isGuest() ? undefined : trimText(this.debouncedQuery()) || undefined),
    loader: ({ params }) => this.rooms.people(params),
  });
  private readonly people = computed(() => {
    const items = trimText(this.query()) && this.results.hasValue() ? this.results.value().items : [];
    return items.filter(({ id }) => id !== this.session.me()?.id);
  });
  /** Public rooms that the reader is not in; a failed search hides nothing else. */
  private readonly directory = resource({
    params: () => (this.session.isGuest() ? undefined : trimText(this.debouncedQuery()) || undefined),
    loader: ({ params }) => this.rooms.directory(params, undefined, 'new'),
  });
  private readonly joinable = computed(() =>
    trimText(this.query()) && this.directory.hasValue() ? this.directory.value().items : [],
  );
  protected readonly targets = computed(() =>
    switcherTargets(this.query(), this.rooms.all(), this.people(), this.openId, this.joinable()),
  );
  protected readonly active = linkedSignal<string, number>({ source: this.query, computation: () => 0 });
  protected readonly failure = signal<unknown>(null);

  protected readonly room = (goal: SwitcherTarget) =>
    'room' in goal ? goal.room : 'joinable' in goal ? goal.joinable : null;
  protected readonly isJoinable = (goal: SwitcherTarget) => 'joinable' in goal;
  protected readonly person = (goal: SwitcherTarget) => ('person' in goal ? goal.person : null);

  constructor() {
    effect(() => document.getElementById(`goal-${this.active()}`)?.scrollIntoView({ block: 'nearest' }));
  }

  focus(): void {
    this.field().nativeElement.focus();
  }

  protected onKeydown(event: KeyboardEvent): void {
    const goal = this.targets()[this.active()];
    const step = KEY_STEPS[event.key];
    if (event.isComposing || (!step && event.key !== 'Enter')) return;
    event.preventDefault();
    if (step) this.move(step);
    else if (goal) void this.choose(goal);
  }

  protected async choose(goal: SwitcherTarget): Promise<void> {
    this.failure.set(null);
    try {
      this.dialog.close(await this.roomOf(goal));
    } catch (error) {
      this.failure.set(error);
    }
  }

  private async roomOf(goal: SwitcherTarget): Promise<Room> {
    if ('room' in goal) return goal.room;
    return 'person' in goal ? this.rooms.chatWith(goal.person.id) : this.rooms.joinPublic(goal.joinable.id);
  }

  private move(step: number): void {
    const count = Math.max(this.targets().length, 1);
    this.active.update((at) => (at + step + count) % count);
  }
}
