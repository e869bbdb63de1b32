import type { NotifyLevel } from '../rooms/members.dto.ts';
import type { Presence, Preferences } from '../users/users.dto.ts';
import { wantsQuiet } from './quiet-times.policy.ts';

export type NotificationKind = 'mention' | 'direct' | 'reply' | 'room';

/** What a message is to one person. */
export interface NotificationContext {
  notify: NotifyLevel;
  preferences: Preferences;
  presence: Presence;
  isAuthor: boolean;
  isDirect: boolean;
  /** It calls them by name. */
  isCalled: boolean;
  /** It calls everybody. */
  callsRoom: boolean;
  /** It calls everybody who is there. */
  callsHere: boolean;
  /** It belongs to a thread that they follow. */
  follows: boolean;
}

/** How somebody's attention is asked for, and why. */
export interface Attention {
  kind: NotificationKind;
  /** Shown, but without sound or pop-up. */
  silent: boolean;
  /** Told by mail too, should it stay unread: only to those who are not there. */
  mail: boolean;
}

/** Whether somebody's attention is asked for. Everything else is shown, but does not ring. */
export function attentionFor(hearing: NotificationContext, now: Date): Attention | null {
  const { preferences, presence, notify, isAuthor } = hearing;
  const kind = kindOf(hearing);
  if (!kind || isAuthor || notify === 'none') return null;
  const mail = presence === 'offline' && (preferences.emailDigest ?? true);
  return { kind, silent: wantsQuiet(preferences, now), mail };
}

function kindOf({
  isCalled,
  isDirect,
  follows,
  callsRoom,
  callsHere,
  presence,
}: NotificationContext): NotificationKind | null {
  if (isCalled) return 'mention';
  if (isDirect) return 'direct';
  if (follows) return 'reply';
  return callsRoom || (callsHere && presence === 'online') ? 'room' : null;
}
