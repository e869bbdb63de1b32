import { computed, effect, inject, type Signal, signal } from '@angular/core';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { writingRefusal } from '@api/shared/rooms.policy.ts';
import { Dates } from '../ui/dates.ts';
import { Texts } from '../i18n/texts.ts';

/** Until somebody lifts it. */
export const MUTED_FOREVER = '9999-12-31T00:00:00.000Z';
/** Who is muted for longer has no use for the date, in milliseconds: ten years. */
const MAX_SHOWN_MUTE_MS = 10 * 365 * 86_400_000;
/** Timers know no longer times than some weeks. */
const MAX_TIMER_MS = 86_400_000;

/** Missing in what an older server said, or this device kept of it. */
interface Muted {
  readonly mutedUntil?: string | null;
}

export const isMuted = ({ mutedUntil }: Muted, now = Date.now()): boolean =>
  mutedUntil ? Date.parse(mutedUntil) > now : false;

/** Nobody writes there, or not this person, as things are now. */
export const isReadOnly = (room: Muted & Partial<Pick<Room, 'archived'>>): boolean =>
  writingRefusal(
    { archived: room.archived === true, mutedUntil: room.mutedUntil ? new Date(room.mutedUntil) : null },
    new Date(),
  ) !== undefined;

/** Why one cannot write in a room, in the reader's language and as time goes by; null when one can. */
export function readOnlyReason(room: Signal<Room>): Signal<string | null> {
  const { t } = inject(Texts);
  const dates = inject(Dates);
  const mutedUntil = mutedUntilOf(room);
  return computed(() => {
    const until = mutedUntil();
    if (room().archived) return t('composer.archived');
    if (until && Date.parse(until) - Date.now() > MAX_SHOWN_MUTE_MS) return t('composer.muted');
    return until && t('composer.muted-until', { time: dates.within(until) });
  });
}

/** Until when one is muted in a room; null when one is not, or not any longer. */
export function mutedUntilOf(room: Signal<Room>): Signal<string | null> {
  const now = signal(Date.now());
  effect((onCleanup) => {
    const rest = Date.parse(room().mutedUntil ?? '') - now();
    if (!(rest > 0)) return;
    const timer = setTimeout(() => now.set(Date.now()), Math.min(rest, MAX_TIMER_MS));
    onCleanup(() => clearTimeout(timer));
  });
  return computed(() => (isMuted(room(), now()) ? room().mutedUntil : null));
}
