import { computed, effect, inject, type Signal, signal } from '@angular/core';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { MemberRole } from '@api/shared/roles.ts';
import { reachesRole, writingRefusal } from '@api/shared/rooms.policy.ts';
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

/** What decides whether the user writes and reacts; the roles are missing in data of an older server. */
type RestrictedRoom = Muted & Partial<Pick<Room, 'archived' | 'peerGone' | 'role' | 'postBy' | 'replyBy' | 'reactBy'>>;

/**
 * Whether the user may not write in a room: it is archived, the peer's account is gone, the user is muted, or only roles
 * above theirs write in it.
 */
export const isReadOnly = (room: RestrictedRoom): boolean => !mayPost(room) || isClosed(room);

/** The same for replies that stay in a thread. */
export const isThreadReadOnly = (room: RestrictedRoom): boolean => !mayReply(room) || isClosed(room);

const isClosed = (room: RestrictedRoom): boolean =>
  writingRefusal(
    {
      archived: room.archived === true,
      mutedUntil: room.mutedUntil ? new Date(room.mutedUntil) : null,
      peerGone: room.peerGone === true,
    },
    new Date(),
  ) !== undefined;

/** Whether the user may react in a room. */
export const mayReactIn = (room: RestrictedRoom): boolean => !isMuted(room) && reaches(room, room.reactBy);

/** Whether the role of the user may write in a room, and not only reply in threads. */
export const mayPost = (room: RestrictedRoom): boolean => reaches(room, room.postBy);

const mayReply = (room: RestrictedRoom): boolean => reaches(room, room.replyBy);

const reaches = ({ role }: RestrictedRoom, lowest: MemberRole | undefined): boolean =>
  lowest === undefined || lowest === 'member' || reachesRole(role ?? null, lowest);

/**
 * Why the user may not write in a room, translated and updated when a mute ends; null when writing is allowed.
 * @param inThread whether they write in one of its threads
 */
export function readOnlyReason(room: Signal<Room>, inThread: () => boolean = () => false): Signal<string | null> {
  const { t } = inject(Texts);
  const dates = inject(Dates);
  const mutedUntil = mutedUntilOf(room);
  return computed(() => {
    const until = mutedUntil();
    if (room().archived) return t('composer.archived');
    if (room().peerGone) return t('composer.peer-gone');
    if (until && Date.parse(until) - Date.now() > MAX_SHOWN_MUTE_MS) return t('composer.muted');
    if (until) return t('composer.muted-until', { time: dates.within(until) });
    const lowest = inThread() ? room().replyBy : room().postBy;
    if (reaches(room(), lowest)) return null;
    if (inThread()) return t(lowest === 'owner' ? 'thread.owners-only' : 'thread.moderators-only');
    return t(lowest === 'owner' ? 'composer.owners-only' : 'composer.moderators-only');
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
