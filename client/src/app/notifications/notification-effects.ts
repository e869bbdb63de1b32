import type { Notification as Called } from '@api/notifications/notifications.dto.ts';

/** What this tab knows when somebody is called. */
export interface NotificationContext {
  /** This tab rings for all. */
  isActiveTab: boolean;
  /** Somebody looks at this tab. */
  hasAttention: boolean;
  openRoomId: string | null;
  /** What the browser was told: whether we may pop up. */
  permission: NotificationPermission | 'unsupported';
  sounds: boolean;
}

export interface NotificationEffects {
  sound: boolean;
  popUp: boolean;
  /** Something was missed that a pop-up would have shown: the time to ask for permission. */
  askPermission: boolean;
}

const NOTHING: NotificationEffects = { sound: false, popUp: false, askPermission: false };

/** How somebody is told that they are called: never while they look at that room or want their peace, and by one tab. */
export function effectsFor({ kind, roomId, silent }: Called, moment: NotificationContext): NotificationEffects {
  const seen = moment.hasAttention && moment.openRoomId === roomId;
  if (!moment.isActiveTab || silent || seen) return NOTHING;
  const missed = !moment.hasAttention && (kind === 'mention' || kind === 'direct');
  return {
    sound: moment.sounds,
    popUp: moment.permission === 'granted',
    askPermission: moment.permission === 'default' && missed,
  };
}
