import { limits } from '../../shared/limits.ts';
import type { Message, MessageTone, ProgramName, SystemNotice } from '../../timeline/message.dto.ts';
import type { DeliveredType, EventType, SubscriptionFormat } from './subscriptions.dto.ts';

/** What is known of a message beside its view. */
export interface MessageFacts {
  /** Null: it has not changed since it was created. */
  createdRevision: number | null;
  /** The revision of the last change of its reactions. */
  reactedRevision: number | null;
  /** Whether its text was edited after the revision that the receiver has. */
  isEdited: boolean;
  /** Whether a hook wrote it. */
  isOfHook: boolean;
}

/** What a subscription wants to be told. */
export interface Interest {
  botId: string;
  events: readonly EventType[];
  includeHooks: boolean;
}

/** A message as receivers get it: people by their names, files by their ids. */
export interface EventMessage {
  id: string;
  seq: number;
  threadId: string | null;
  replyToId: string | null;
  inRoom: boolean;
  author: { id: string; username: string; displayName: string; bot: boolean } | null;
  body: string;
  mentions: string[];
  mentionsRoom: boolean;
  fileIds: string[];
  reactions: { emoji: string; count: number; userIds: string[] }[];
  hasPoll: boolean;
  isForwarded: boolean;
  pinned: boolean;
  as: ProgramName | null;
  tone: MessageTone | null;
  via: string | null;
  createdAt: string;
  editedAt: string | null;
  deletedAt: string | null;
  /** What was left out, or in the case of `body` cut, so that the event is not too long. */
  cut?: ('reactions' | 'mentions' | 'body')[];
}

/** An event for the receiver of a subscription. */
export interface RoomEvent {
  /** The same at every try: receivers tell repeats by it. */
  id: string;
  type: DeliveredType;
  /** When it happened, as far as that is known; else when it was read. */
  at: string;
  roomId: string | null;
  messageId: string | null;
  /** All of `data` but the message. */
  data: Record<string, unknown>;
  message: EventMessage | null;
}

const NOTICE_TYPES: Record<SystemNotice['event'], EventType> = {
  member_joined: 'member.joined',
  member_left: 'member.left',
  member_kicked: 'member.left',
  member_banned: 'member.left',
  role_changed: 'room.changed',
  room_renamed: 'room.changed',
  topic_changed: 'room.changed',
  room_made_private: 'room.changed',
  room_converted: 'room.changed',
  room_archived: 'room.changed',
  room_unarchived: 'room.changed',
  bot_muted: 'room.changed',
  call_started: 'room.changed',
};

/**
 * The event that a message is since a revision: what has happened to it together, by the first kind that is wanted. Undefined
 * where the subscription does not want to know, or knows it from its own bot.
 */
export function eventSince(
  message: Message,
  facts: MessageFacts,
  interest: Interest,
  since: number,
): RoomEvent | undefined {
  if (facts.isOfHook && !interest.includeHooks) return undefined;
  const isOwn = message.author?.id === interest.botId || message.system?.userId === interest.botId;
  const type = happenedSince(message, facts, since).find(
    (each) => interest.events.includes(each) && (!isOwn || each === 'reaction.changed'),
  );
  return type && messageEvent(type, message);
}

/** All that has happened to a message since a revision, what says most of it first. */
function happenedSince(message: Message, facts: MessageFacts, since: number): EventType[] {
  if (message.deletedAt) return ['message.deleted'];
  const isNew = (facts.createdRevision ?? message.revision) > since;
  if (message.system) return [isNew ? NOTICE_TYPES[message.system.event] : 'message.changed'];
  const { reactedRevision, isEdited } = facts;
  const isReacted = reactedRevision !== null && reactedRevision > since && reactedRevision <= message.revision;
  // A pin, a vote, a thread that is resolved: whatever is neither an edit nor a reaction.
  const isChangedOtherwise = !isNew && !(isReacted && reactedRevision === message.revision);
  return [
    ...(isNew ? (['message.created'] as const) : []),
    ...(isEdited || isChangedOtherwise ? (['message.changed'] as const) : []),
    ...(isReacted ? (['reaction.changed'] as const) : []),
  ];
}

/** @param id that of an earlier try */
export function messageEvent(type: DeliveredType, message: Message, id = eventId(message)): RoomEvent {
  const { roomId, revision, system } = message;
  const about = { id, type, at: timeOf(type, message), roomId, messageId: message.id };
  if (system && !message.deletedAt)
    return { ...about, data: { roomId, revision, seq: message.seq, notice: system }, message: null };
  return { ...about, data: { roomId, revision }, message: eventMessage(message) };
}

const eventId = ({ roomId, revision }: Pick<Message, 'roomId' | 'revision'>): string => `evt_${roomId}_${revision}`;

function timeOf(type: DeliveredType, { createdAt, editedAt, deletedAt, system }: Message): string {
  if (type === 'message.created' || system) return createdAt;
  if (type === 'message.deleted' && deletedAt) return deletedAt;
  return type === 'message.changed' && editedAt ? editedAt : new Date().toISOString();
}

/** Numbers of a room whose history is not the one that the receiver knows. */
export interface RoomReset {
  roomId: string;
  revision: number;
  epoch: number;
  /** Up to where the receiver had the other history; null where that is not known any more. */
  heldRevision: number | null;
}

/** What was sent of the room may not have happened, and what is to come may have numbers that were sent before. */
export function resetEvent(reset: RoomReset): RoomEvent {
  const { roomId, revision, epoch } = reset;
  return {
    id: `evt_${roomId}_reset_${epoch}_${revision}`,
    type: 'room.reset',
    at: new Date().toISOString(),
    roomId,
    messageId: null,
    data: { ...reset },
    message: null,
  };
}

export const pingEvent = (subscriptionId: string, nonce: string): RoomEvent => ({
  id: `evt_ping_${nonce}`,
  type: 'ping',
  at: new Date().toISOString(),
  roomId: null,
  messageId: null,
  data: { subscriptionId },
  message: null,
});

function eventMessage(message: Message): EventMessage {
  const { author, attachments, reactions, replyTo } = message;
  return {
    id: message.id,
    seq: message.seq,
    threadId: message.threadId,
    replyToId: replyTo?.id ?? null,
    inRoom: message.inRoom,
    author: author && { id: author.id, username: author.username, displayName: author.displayName, bot: author.bot },
    body: message.body,
    mentions: message.mentions,
    mentionsRoom: message.mentionsRoom,
    fileIds: attachments.map(({ id }) => id),
    reactions: reactions.map(({ emoji, userIds }) => ({ emoji, count: userIds.length, userIds })),
    hasPoll: message.poll !== null,
    isForwarded: message.forwarded !== null,
    pinned: message.pinned,
    as: message.as,
    tone: message.tone,
    via: message.via,
    createdAt: message.createdAt,
    editedAt: message.editedAt,
    deletedAt: message.deletedAt,
  };
}

/** The body of a request. */
export interface EncodedEvent {
  contentType: string;
  body: string;
}

/** What the form of Slack says beside the message. */
export interface SlackContext {
  subscriptionId: string;
  /** Told to the receiver in each request, as Slack does; it may be known by who may know the secret. */
  token: string;
  teamDomain: string;
  roomName: string;
}

export function encodeEvent(event: RoomEvent, format: SubscriptionFormat, slack: SlackContext): EncodedEvent {
  if (format === 'slack') return { contentType: 'application/x-www-form-urlencoded', body: slackForm(event, slack) };
  return { contentType: 'application/json', body: jsonOf(event) };
}

/** At most `limits.eventBytes`: people who have reacted, then those who are mentioned are left out, then the text is cut. */
function jsonOf({ type, at: timestamp, data, message }: RoomEvent): string {
  const write = (shown: EventMessage | null) =>
    JSON.stringify({ type, timestamp, data: shown ? { ...data, message: shown } : data });
  if (!message || fits(write(message))) return write(message);
  const reactions = message.reactions.map((reaction) => ({ ...reaction, userIds: [] }));
  let shorter: EventMessage = { ...message, reactions, cut: ['reactions'] };
  if (!fits(write(shorter))) shorter = { ...shorter, mentions: [], cut: ['reactions', 'mentions'] };
  if (fits(write(shorter))) return write(shorter);
  const cut: EventMessage['cut'] = ['reactions', 'mentions', 'body'];
  const base = shorter;
  return longestThat(message.body, (body) => write({ ...base, body, cut }));
}

function slackForm({ at, roomId, message }: RoomEvent, slack: SlackContext): string {
  const write = (text: string) =>
    new URLSearchParams({
      token: slack.token,
      team_id: 'parley',
      team_domain: slack.teamDomain,
      service_id: slack.subscriptionId,
      channel_id: roomId ?? '',
      channel_name: slack.roomName,
      timestamp: (Date.parse(at) / 1_000).toFixed(6),
      user_id: message?.author?.id ?? '',
      user_name: message?.author?.username ?? '',
      text,
    }).toString();
  return longestThat(message?.body ?? '', write);
}

const fits = (text: string): boolean => Buffer.byteLength(text) <= limits.eventBytes;

/** What is written of the longest beginning of a text that is not too long with it. */
function longestThat(text: string, write: (beginning: string) => string): string {
  if (fits(write(text))) return write(text);
  let [shortest, longest] = [0, text.length];
  while (shortest < longest) {
    const middle = Math.ceil((shortest + longest) / 2);
    if (fits(write(beginningOf(text, middle)))) shortest = middle;
    else longest = middle - 1;
  }
  return write(beginningOf(text, shortest));
}

/** No character is cut in two. */
const beginningOf = (text: string, length: number): string => text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
