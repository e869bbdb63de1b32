import type { Notification } from '@api/notifications/notifications.dto.ts';

/** What this tab knows when a notification arrives. */
export interface NotificationContext {
  /** Whether this tab shows notifications for all tabs. */
  isActiveTab: boolean;
  /** Whether the reader looks at this tab. */
  hasAttention: boolean;
  openRoomId: string | null;
  /** Whether the browser lets this site show notifications. */
  permission: NotificationPermission | 'unsupported';
  sounds: boolean;
}

export interface NotificationEffects {
  sound: boolean;
  popUp: boolean;
  /** A mention or direct message was missed for want of permission: the time to ask for it. */
  askPermission: boolean;
}

const NO_EFFECTS: NotificationEffects = { sound: false, popUp: false, askPermission: false };

const APART: readonly Notification['kind'][] = ['reminder', 'scheduled_failed', 'call'];
const MISSED: readonly Notification['kind'][] = ['mention', 'direct', 'keyword', 'call'];

/**
 * How a notification is shown: by the active tab only, and not at all while it is silent or the reader looks at its
 * room. A reminder is no part of what the room shows, and a call is to be heard.
 */
export function effectsFor({ kind, roomId, silent }: Notification, context: NotificationContext): NotificationEffects {
  const isSeen = context.hasAttention && context.openRoomId === roomId && !APART.includes(kind);
  if (!context.isActiveTab || silent || isSeen) return NO_EFFECTS;
  const isMissed = !context.hasAttention && MISSED.includes(kind);
  return {
    sound: context.sounds,
    popUp: context.permission === 'granted',
    askPermission: context.permission === 'default' && isMissed,
  };
}
