import { computed, effect, inject, type Signal, signal } from '@angular/core';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { writingRefusal } from '@api/shared/rooms.policy.ts';
import { Dates } from '../ui/dates.ts';
import { Texts } from '../i18n/texts.ts';

/** A mute without end. */
export const MUTED_FOREVER = '9999-12-31T00:00:00.000Z';
/** A mute that lasts longer shows no date: ten years. */
const MAX_SHOWN_MUTE_MS = 10 * 365 * 86_400_000;
/** A timer is set for at most a day: browsers limit them to about 24 days. */
const MAX_TIMER_MS = 86_400_000;

/** Missing in data of an older server, also in the offline cache. */
interface Muted {
  readonly mutedUntil?: string | null;
}

export const isMuted = ({ mutedUntil }: Muted, now = Date.now()): boolean =>
  mutedUntil ? Date.parse(mutedUntil) > now : false;

/** Whether the user may not write in a room: it is archived, the peer's account is gone, or the user is muted. */
export const isReadOnly = (room: Muted & Partial<Pick<Room, 'archived' | 'peerGone'>>): boolean =>
  writingRefusal(
    {
      archived: room.archived === true,
      mutedUntil: room.mutedUntil ? new Date(room.mutedUntil) : null,
      peerGone: room.peerGone === true,
    },
    new Date(),
  ) !== undefined;

/** Why the user may not write in a room, translated and updated when a mute ends; null when writing is allowed. */
export function readOnlyReason(room: Signal<Room>): Signal<string | null> {
  const { t } = inject(Texts);
  const dates = inject(Dates);
  const mutedUntil = mutedUntilOf(room);
  return computed(() => {
    const until = mutedUntil();
    if (room().archived) return t('composer.archived');
    if (room().peerGone) return t('composer.peer-gone');
    if (until && Date.parse(until) - Date.now() > MAX_SHOWN_MUTE_MS) return t('composer.muted');
    return until && t('composer.muted-until', { time: dates.within(until) });
  });
}

/** The end of the user's mute in a room; null when there is none, or it is over. */
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
