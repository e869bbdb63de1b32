import type { NotifyLevel } from '../rooms/members/members.dto.ts';
import { parseMentions } from '../shared/mentions.ts';
import type { Message } from '../timeline/message.dto.ts';
import type { Presence, Preferences } from '../users/users.dto.ts';
import { isQuietTime } from './quiet-times.policy.ts';

export type NotificationKind = 'mention' | 'direct' | 'reply' | 'room' | 'message';

/** What decides how a message notifies a member. */
export interface NotificationContext {
  notify: NotifyLevel;
  /** Until then the room notifies silently, except of mentions by name. */
  quietUntil: Date | string | null;
  preferences: Preferences;
  presence: Presence;
  isAuthor: boolean;
  isDirect: boolean;
  /** By name. */
  isMentioned: boolean;
  /** By `@room`. */
  mentionsRoom: boolean;
  /** By `@here`, from an author who may do so: everybody who is online. */
  mentionsHere: boolean;
  /** The message belongs to a thread that the member follows. */
  follows: boolean;
}

/** How a message notifies a member, and why. */
export interface NotificationEffects {
  kind: NotificationKind;
  /** Shown, but without sound or pop-up. */
  silent: boolean;
  /** Sent by mail too, should the message stay unread: only to members who are offline. */
  mail: boolean;
}

/** Whether a message notifies a member, why and how; null when it is only shown. */
export function effectsFor(context: NotificationContext, now: Date): NotificationEffects | null {
  const { preferences, presence, notify, isAuthor } = context;
  const kind = kindOf(context);
  if (!kind || isAuthor || notify === 'none') return null;
  // Plain messages cause no mail: with one for each, the whole room would be mailed.
  const mail = kind !== 'message' && presence === 'offline' && (preferences.emailDigest ?? true);
  return { kind, silent: isQuietTime(preferences, now) || isQuietRoom(context, kind, now), mail };
}

const isQuietRoom = ({ quietUntil }: NotificationContext, kind: NotificationKind, now: Date): boolean =>
  quietUntil !== null && kind !== 'mention' && now < new Date(quietUntil);

function kindOf(context: NotificationContext): NotificationKind | null {
  if (context.isMentioned) return 'mention';
  if (context.isDirect) return 'direct';
  if (context.follows) return 'reply';
  if (context.mentionsRoom || (context.mentionsHere && context.presence === 'online')) return 'room';
  return context.notify === 'all' ? 'message' : null;
}

/** Whether a message may notify members who are notified of all messages of its room. */
export const notifiesOfAll = ({ kind, deletedAt }: Message): boolean => kind === 'text' && !deletedAt;

/** Whether a message may notify any other member: most do not, and need no lookup. */
export const mayNotify = (message: Message, isDirect: boolean): boolean =>
  notifiesOfAll(message) &&
  (message.mentions.length > 0 || message.threadId !== null || addressesEverybody(message, isDirect));

export const addressesEverybody = (message: Message, isDirect: boolean): boolean =>
  isDirect || message.mentionsRoom || writesHere(message);

/** Whether the body contains `@here`, regardless of the author's rights. A forwarded message mentions nobody again. */
export const writesHere = ({ body, forwarded }: Message): boolean =>
  !forwarded && /[@＠]here/i.test(body) && parseMentions(body).here;
