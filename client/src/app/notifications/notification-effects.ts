import type { Notification as Called } from '@api/notifications/notifications.dto.ts';

/** What this tab knows when somebody is called. */
export interface Moment {
  /** This tab rings for all. */
  leads: boolean;
  /** Somebody looks at this tab. */
  here: boolean;
  openRoomId: string | null;
  /** What the browser was told: whether we may pop up. */
  permission: NotificationPermission | 'unsupported';
  sounds: boolean;
}

export interface Ring {
  sound: boolean;
  popUp: boolean;
  /** Something was missed that a pop-up would have shown: the time to ask for permission. */
  ask: boolean;
}

const NOTHING: Ring = { sound: false, popUp: false, ask: false };

/** How somebody is told that they are called: never while they look at that room or want their peace, and by one tab. */
export function ringFor({ kind, roomId, silent }: Called, moment: Moment): Ring {
  const seen = moment.here && moment.openRoomId === roomId;
  if (!moment.leads || silent || seen) return NOTHING;
  const missed = !moment.here && (kind === 'mention' || kind === 'direct');
  return {
    sound: moment.sounds,
    popUp: moment.permission === 'granted',
    ask: moment.permission === 'default' && missed,
  };
}
