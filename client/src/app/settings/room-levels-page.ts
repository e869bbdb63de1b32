import { Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { foldText } from '@api/shared/fold-text.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { type TextKey, Texts } from '../i18n/texts.ts';
import { effectiveLevel, type Heard, levelsFor } from '../rooms/notify-levels.ts';
import { RoomMark } from '../rooms/room-mark.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { Dates } from '../ui/dates.ts';
import { SelectField } from '../ui/fields/select-field.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { Icon } from '../ui/icon.ts';
import { MinuteClock } from '../ui/minute-clock.ts';
import { PreferencesStore } from '../users/preferences-store.ts';

const FILTERS = ['any', 'all', 'mentions', 'named', 'none'] as const satisfies ('any' | Heard)[];

/** What each room notifies the reader of, and why. */
@Component({
  selector: 'parley-room-levels-page',
  imports: [Icon, RoomMark, RouterLink, SelectField, TextField],
  templateUrl: './room-levels-page.html',
  styleUrls: ['../ui/page-form.scss', './room-levels-page.scss'],
})
export class RoomLevelsPage {
  private readonly rooms = inject(RoomsStore);
  private readonly clock = inject(MinuteClock);
  private readonly dates = inject(Dates);
  protected readonly problems = inject(ProblemTexts);
  protected readonly preferences = inject(PreferencesStore);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  protected readonly query = signal('');
  protected readonly filter = signal<(typeof FILTERS)[number]>('any');
  protected readonly failure = signal<unknown>(null);
  protected readonly filters = FILTERS.map((value) => ({ value, label: this.t(`levels.${value}`) }));

  /** In the order of their names: rooms move while messages come, and this is a list to look through. */
  private readonly all = computed(() => {
    const { compare } = new Intl.Collator(this.texts.locale(), { numeric: true });
    const rows = this.rooms.all().map((room) => this.rowOf(room));
    return rows.toSorted((one, other) => compare(one.name, other.name));
  });
  protected readonly rows = computed(() => {
    const [wanted, heard] = [foldText(this.query().trim()), this.filter()];
    return this.all().filter((row) => (heard === 'any' || row.heard === heard) && foldText(row.name).includes(wanted));
  });
  /** Silence in all rooms, for a while or by the clock. */
  protected readonly silence = computed(() => {
    const until = this.preferences.pausedUntil();
    if (until) return this.t('levels.paused', { time: this.dates.within(until) });
    const hours = this.preferences.current().quietHours;
    return hours ? this.t('levels.quiet-hours', { from: hours.from, to: hours.to }) : null;
  });

  protected async setLevel({ id }: Room, value: string): Promise<void> {
    this.failure.set(null);
    try {
      await this.rooms.updateMembership(id, { notify: value as Room['notify'] });
    } catch (error) {
      this.failure.set(error);
    }
  }

  private rowOf(room: Room) {
    const { heard, reason } = effectiveLevel(room, this.clock.now());
    const why: TextKey = `levels.why-${reason}`;
    return {
      room,
      heard,
      name: roomName(room),
      says: this.t(`levels.${heard}`),
      why: this.t(why, { time: room.quietUntil ? this.dates.within(room.quietUntil) : '' }),
      levels: levelsFor(room).map(([value, label]) => ({ value, label: this.t(`notify.level-${label}`) })),
    };
  }
}
