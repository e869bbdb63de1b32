import { ChangeDetectorRef, Component, computed, inject, signal, viewChild } from '@angular/core';
import { MatMenuModule, MatMenuTrigger } from '@angular/material/menu';
import type { UpdateMembership } from '@api/rooms/members/members.dto.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { isSilent } from '../rooms/room-attention.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { Icon } from '../ui/icon.ts';
import { InertClosedMenu } from '../ui/inert-closed-menu.ts';
import { RoomDialogs } from './room-dialogs.ts';
import { placesAfterMove, sorted } from './sections/room-groups.ts';
import { SectionsStore } from './sections/sections-store.ts';
import { type Pause, pauseEnd, PAUSES } from '../users/notification-pauses.ts';

/** The point of the page at which the menu opens, in pixels. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** The menu of all rows of the list: what a reader sets for a room for themselves. */
@Component({
  selector: 'parley-room-menu',
  imports: [Icon, InertClosedMenu, MatMenuModule],
  templateUrl: './room-menu.html',
  styles: `
    .anchor {
      position: fixed;
      pointer-events: none;
    }
  `,
})
export class RoomMenu {
  private readonly changes = inject(ChangeDetectorRef);
  private readonly rooms = inject(RoomsStore);
  private readonly dialogs = inject(RoomDialogs);
  protected readonly sections = inject(SectionsStore);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly pauses = PAUSES;
  protected readonly pauseKey = (pause: Pause) => `pause.${pause}` as const;

  private readonly roomId = signal('');
  protected readonly room = computed(() => this.rooms.room(this.roomId()));
  protected readonly name = computed(() => {
    const room = this.room();
    return room ? roomName(room) : '';
  });
  protected readonly isSilent = computed(() => {
    const room = this.room();
    return room !== undefined && isSilent(room);
  });
  /** Null for a room in no section, also when its section is gone. */
  protected readonly sectionId = computed(() => this.section()?.id ?? null);
  private readonly section = computed(() => {
    const id = this.room()?.sectionId;
    return this.sections.all().find((section) => section.id === id);
  });
  /** The rooms of the room's section in their order; empty unless that is made by hand. */
  protected readonly handSorted = computed(() => {
    const section = this.section();
    if (section?.sort !== 'place' || this.room()?.favourite) return [];
    const rooms = this.rooms.listed().filter((room) => room.sectionId === section.id && !room.favourite);
    return sorted(rooms, section);
  });
  protected readonly anchor = signal<Point>({ x: 0, y: 0 });
  protected opener: HTMLElement | null = null;
  private readonly trigger = viewChild.required('trigger', { read: MatMenuTrigger });

  open(roomId: string, opener: HTMLElement, anchor: Point): void {
    this.roomId.set(roomId);
    this.opener = opener;
    this.anchor.set(anchor);
    this.changes.detectChanges();
    this.trigger().openMenu();
  }

  protected markRead(): void {
    const room = this.room();
    if (room) void this.rooms.markRead(room.id, room.lastSeq);
  }

  protected beQuiet(pause: Pause | null): Promise<void> {
    return this.update({ quietUntil: pause && pauseEnd(pause, new Date()).toISOString() });
  }

  /** What is hidden is read: otherwise it would count in the title without a row that says why. */
  protected async hide(): Promise<void> {
    this.markRead();
    await this.update({ hidden: true });
  }

  protected async moveToNew(): Promise<void> {
    const sectionId = await this.dialogs.newSection();
    if (sectionId) await this.update({ sectionId });
  }

  protected async moveWithin(by: -1 | 1): Promise<void> {
    try {
      for (const { id, place } of placesAfterMove(this.handSorted(), this.roomId(), by))
        await this.rooms.updateMembership(id, { place });
    } catch (error) {
      this.problems.show(error);
    }
  }

  protected async update(changes: UpdateMembership): Promise<void> {
    const room = this.room();
    if (!room) return;
    try {
      await this.rooms.updateMembership(room.id, changes);
    } catch (error) {
      this.problems.show(error);
    }
  }
}
