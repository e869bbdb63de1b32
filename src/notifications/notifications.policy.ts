import type { NotifyLevel } from '../rooms/members/members.dto.ts';
import { parseMentions } from '../shared/mentions.ts';
import type { Message } from '../timeline/message.dto.ts';
import type { NotificationTarget } from '../timeline/notification-target.ts';
import { quietReason } from '../users/quiet-times.policy.ts';
import type { Presence, Preferences } from '../users/users.dto.ts';
import type { AttentionOutcome, AttentionReason, NotificationKind } from './attention/attention.dto.ts';

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
  /** Else the message stays in its thread, and is only for those who follow it. */
  inRoom: boolean;
  /** The message belongs to a thread that the member follows. */
  follows: boolean;
  /** It holds a keyword of the member; found out once it was delivered. */
  hasKeyword?: boolean;
  /** A system message: it has no author. */
  isNotice?: boolean;
  /** It tells that a call was started: in a direct room it rings. */
  isCall?: boolean;
  isDeleted?: boolean;
  /** The member has blocked its author. */
  isBlocked?: boolean;
}

/** Whether and how a message notifies a member, and why it does or does not. */
export interface Attention {
  /** `silent`: shown, but without sound or pop-up. */
  outcome: AttentionOutcome;
  /** What the message is to the member, even where it does not notify them; null when nothing in it is for them. */
  kind: NotificationKind | null;
  /** Sent by mail too, should the message stay unread: only to members who are offline. */
  mail: boolean;
  reason: AttentionReason;
}

/** What a message and a member's row say; presence, the kind of the room and `@here` are known elsewhere. */
export const contextOf = (
  { author, kind, deletedAt, mentions, mentionsRoom, threadId, inRoom, seq, system }: Message,
  userId: string,
  { notify, quietUntil, preferences, follows, blocked }: NotificationTarget,
): Omit<NotificationContext, 'presence' | 'isDirect' | 'mentionsHere'> => ({
  notify,
  quietUntil,
  preferences,
  isAuthor: author?.id === userId || (isCall({ system }) && system?.userId === userId),
  isNotice: kind === 'system',
  isCall: isCall({ system }),
  isDeleted: deletedAt !== null,
  isBlocked: author !== null && blocked?.includes(author.id) === true,
  isMentioned: mentions.includes(userId),
  mentionsRoom,
  inRoom,
  follows: threadId !== null && (follows?.get(threadId) ?? Infinity) <= seq,
});

/** The only place that decides about notifications: at once, by mail, and when a member asks why. */
export function attentionFor(context: NotificationContext, now: Date): Attention {
  const found = addressing(context);
  const kind = found?.kind ?? null;
  const refusal = refusalOf(context, found !== null);
  if (refusal) return { outcome: 'none', kind, mail: false, reason: refusal };
  if (!found) return { outcome: 'none', kind, mail: false, reason: context.mentionsHere ? 'not_here' : 'not_named' };
  const { preferences, presence } = context;
  // Plain messages cause no mail: with one for each, the whole room would be mailed. A call is over by then.
  const mail = kind !== 'message' && kind !== 'call' && presence === 'offline' && (preferences.emailDigest ?? true);
  const silence = silenceOf(context, found.kind, now);
  return silence
    ? { outcome: 'silent', kind, mail, reason: silence }
    : { outcome: 'rang', kind, mail, reason: found.reason };
}

function refusalOf(context: NotificationContext, isForThem: boolean) {
  const { isAuthor, isNotice, isDeleted, isBlocked, notify } = context;
  if (isAuthor) return 'own';
  if (isNotice && !rings(context)) return 'notice';
  if (isDeleted) return 'deleted';
  if (isBlocked) return 'blocked';
  // Without the level, a message that is for nobody would not notify either: the level is no reason then.
  return notify === 'none' && isForThem ? 'level_none' : null;
}

function silenceOf(context: NotificationContext, kind: NotificationKind, now: Date) {
  const quiet = quietReason(context.preferences, now);
  return quiet ?? (isQuietRoom(context, kind, now) ? 'quiet_room' : null);
}

const isQuietRoom = ({ quietUntil }: NotificationContext, kind: NotificationKind, now: Date): boolean =>
  quietUntil !== null && kind !== 'mention' && now < new Date(quietUntil);

/** A call rings in direct rooms; in all others its notice is enough. */
const rings = ({ isCall, isDirect }: NotificationContext): boolean => isCall === true && isDirect;

/** What a message is to a member; null when nothing in it is for them. */
function addressing(context: NotificationContext): { kind: NotificationKind; reason: AttentionReason } | null {
  if (rings(context)) return { kind: 'call', reason: 'call' };
  if (context.isMentioned) return { kind: 'mention', reason: 'named' };
  if (context.isDirect) return { kind: 'direct', reason: 'direct' };
  if (context.follows) return { kind: 'reply', reason: 'thread' };
  if (context.mentionsRoom) return { kind: 'room', reason: 'everybody' };
  if (context.mentionsHere && context.inRoom && context.presence === 'online') return { kind: 'room', reason: 'here' };
  if (context.hasKeyword) return { kind: 'keyword', reason: 'keyword' };
  return context.notify === 'all' && context.inRoom ? { kind: 'message', reason: 'level_all' } : null;
}

/** Whether a message may notify members who are notified of all messages of its room. */
export const notifiesOfAll = ({ kind, deletedAt }: Message): boolean => kind === 'text' && !deletedAt;

/** Whether a message tells that a call was started. */
export const isCall = ({ system }: Pick<Message, 'system'>): boolean => system?.event === 'call_started';

/** Whether a message may notify any other member: most do not, and need no lookup. */
export const mayNotify = (message: Message, isDirect: boolean): boolean =>
  (isDirect && isCall(message)) ||
  (notifiesOfAll(message) &&
    (message.mentions.length > 0 || message.threadId !== null || addressesEverybody(message, isDirect)));

export const addressesEverybody = (message: Message, isDirect: boolean): boolean =>
  isDirect || message.mentionsRoom || writesHere(message);

/** Whether the body contains `@here`, regardless of the author's rights. A forwarded message mentions nobody again. */
export const writesHere = ({ body, forwarded }: Pick<Message, 'body'> & { forwarded: unknown }): boolean =>
  !forwarded && /[@＠]here/i.test(body) && parseMentions(body).here;

/** Whether it is worth a note that a member was or was not notified: a message with nothing for them is not. */
export const isCandidate = ({ kind, reason }: Attention): boolean =>
  reason !== 'own' && (kind !== null || reason === 'not_here');

/** What a notification of a kind is due to, for those that are not told at once. */
export const REASON_OF_KIND: Record<NotificationKind, AttentionReason> = {
  mention: 'named',
  direct: 'direct',
  reply: 'thread',
  room: 'everybody',
  keyword: 'keyword',
  message: 'level_all',
  call: 'call',
};
