import type { Notification } from '@api/notifications/notifications.dto.ts';
import { standsInRoom } from '@api/shared/message-place.ts';

/** What this tab knows when a notification arrives. */
export interface NotificationContext {
  /** Whether this tab shows notifications for all tabs. */
  isActiveTab: boolean;
  /** Whether the reader looks at this tab. */
  hasAttention: boolean;
  openRoomId: string | null;
  /** The thread beside the open room, by the id in the address. */
  openThreadId: string | null;
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

const APART: readonly Notification['kind'][] = ['reminder', 'scheduled_failed', 'report_decided', 'call'];
const MISSED: readonly Notification['kind'][] = ['mention', 'direct', 'keyword', 'call'];

/**
 * How a notification is shown: by the active tab only, and not at all while it is silent or the reader looks at its
 * room, or its thread where it stays in it. A reminder is no part of what the room shows, and a call is to be heard.
 */
export function effectsFor(
  { kind, roomId, silent, message }: Notification,
  context: NotificationContext,
): NotificationEffects {
  const isOpen = context.openRoomId === roomId && (standsInRoom(message) || context.openThreadId === message.threadId);
  const isSeen = context.hasAttention && isOpen && !APART.includes(kind);
  if (!context.isActiveTab || silent || isSeen) return NO_EFFECTS;
  const isMissed = !context.hasAttention && MISSED.includes(kind);
  return {
    sound: context.sounds,
    popUp: context.permission === 'granted',
    askPermission: context.permission === 'default' && isMissed,
  };
}
