import type { NotifyLevel } from '../rooms/rooms.dto.ts';

export type NotificationKind = 'mention' | 'direct' | 'reply' | 'room';

/** What a message is to one person. */
export interface Hearing {
  notify: NotifyLevel;
  isAuthor: boolean;
  isDirect: boolean;
  /** It calls them by name. */
  isCalled: boolean;
  /** It calls everybody. */
  callsRoom: boolean;
  /** It answers something they said. */
  answersThem: boolean;
}

/** Whether somebody's attention is asked for, and why. Everything else is shown, but does not ring. */
export function notificationFor({
  notify,
  isAuthor,
  isDirect,
  isCalled,
  callsRoom,
  answersThem,
}: Hearing): NotificationKind | null {
  if (isAuthor || notify === 'none') return null;
  if (isCalled) return 'mention';
  if (isDirect) return 'direct';
  if (answersThem) return 'reply';
  return callsRoom ? 'room' : null;
}
