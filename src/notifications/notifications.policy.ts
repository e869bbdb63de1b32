import type { NotifyLevel } from '../rooms/members.dto.ts';
import type { Presence, Preferences } from '../users/users.dto.ts';
import { isQuietTime } from './quiet-times.policy.ts';

export type NotificationKind = 'mention' | 'direct' | 'reply' | 'room';

/** What a message is to one person. */
export interface NotificationContext {
  notify: NotifyLevel;
  preferences: Preferences;
  presence: Presence;
  isAuthor: boolean;
  isDirect: boolean;
  /** It calls them by name. */
  isMentioned: boolean;
  /** It calls everybody. */
  mentionsRoom: boolean;
  /** It calls everybody who is there. */
  mentionsHere: boolean;
  /** It belongs to a thread that they follow. */
  follows: boolean;
}

/** How somebody's attention is asked for, and why. */
export interface NotificationEffects {
  kind: NotificationKind;
  /** Shown, but without sound or pop-up. */
  silent: boolean;
  /** Told by mail too, should it stay unread: only to those who are not there. */
  mail: boolean;
}

/** Whether somebody's attention is asked for. Everything else is shown, but does not ring. */
export function effectsFor(hearing: NotificationContext, now: Date): NotificationEffects | null {
  const { preferences, presence, notify, isAuthor } = hearing;
  const kind = kindOf(hearing);
  if (!kind || isAuthor || notify === 'none') return null;
  const mail = presence === 'offline' && (preferences.emailDigest ?? true);
  return { kind, silent: isQuietTime(preferences, now), mail };
}

function kindOf({
  isMentioned,
  isDirect,
  follows,
  mentionsRoom,
  mentionsHere,
  presence,
}: NotificationContext): NotificationKind | null {
  if (isMentioned) return 'mention';
  if (isDirect) return 'direct';
  if (follows) return 'reply';
  return mentionsRoom || (mentionsHere && presence === 'online') ? 'room' : null;
}
