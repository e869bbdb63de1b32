import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsUUID } from 'class-validator';
import { Text } from '../../common/validation/text.ts';
import { OptionalNotNull } from '../../common/validation/validation.ts';
import { limits } from '../../shared/limits.ts';

/** What a subscription can ask for. A `ping` is sent by hand, to every receiver. */
export const EVENT_TYPES = [
  'message.created',
  'message.changed',
  'message.deleted',
  'reaction.changed',
  'member.joined',
  'member.left',
  'room.changed',
  'ping',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** What a receiver gets: also a `room.reset`, for which nobody asks. */
export const DELIVERED_TYPES = [...EVENT_TYPES, 'room.reset'] as const;
export type DeliveredType = (typeof DELIVERED_TYPES)[number];

export const SUBSCRIPTION_FORMATS = ['parley', 'slack'] as const;
export type SubscriptionFormat = (typeof SUBSCRIPTION_FORMATS)[number];

/**
 * Why a subscription is switched off: by a person, or by itself, as its receiver says that it wants nothing any more (`gone`) or
 * was away for three days, as the token was ended that has decided where it sends, or as its bot was given to somebody else.
 */
export const DISABLED_REASONS = ['off', 'gone', 'away', 'token_ended', 'handed_over'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

/** The same, and why one that is on is silent: its bot or the bot's owner is stopped, or not in any of its rooms. */
export const SILENT_REASONS = [...DISABLED_REASONS, 'bot_stopped', 'not_in_rooms'] as const;
export type SilentReason = (typeof SILENT_REASONS)[number];

/** An outgoing webhook: an address that is told what happens in rooms, as far as its bot may read them. */
export class Subscription {
  id: string;
  /** @example 'Tickets' */
  name: string;
  /** @example 'https://tickets.example.org/parley' */
  url: string;
  /** @example ['message.created'] */
  events: EventType[];
  /** Rooms in which its bot is not say nothing. */
  roomIds: string[];
  /** `slack`: the form fields of Slack's outgoing webhooks, for new messages. */
  format: SubscriptionFormat;
  /** The id of its bot. What this bot writes itself is not sent. */
  botId: string;
  /** Whether messages of hooks are sent, too. */
  includeHooks: boolean;
  /** Null: it sends. What happens while it is disabled waits. */
  disabledAt: string | null;
  /** To the minute; null before the first event. */
  lastDeliveredAt: string | null;
  /** Changes in its rooms that it has not looked at yet. */
  waiting: number;
  /** Why it sends nothing; null: it sends, or waits for a receiver that is away. */
  silentBecause: SilentReason | null;
  /** Since when its receiver takes nothing, as it is away; null: it does. */
  failingSince: string | null;
  /** When a receiver that is away is asked again. */
  nextTryAt: string | null;
}

export class SubscriptionList {
  /** Oldest first. */
  items: Subscription[];
}

export class NewSubscription {
  /** @example 'Tickets' */
  @Text(1, limits.displayName, { name: true, form: 'NFKC' })
  name: string;

  /**
   * By https; by http only to receivers inside the own network that `OUTBOUND_ALLOW` names.
   * @example 'https://tickets.example.org/parley'
   */
  @Text(1, limits.subscriptionUrl)
  url: string;

  /** @example ['message.created'] */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(EVENT_TYPES.length)
  @ArrayUnique()
  @IsIn(EVENT_TYPES, { each: true })
  events: EventType[];

  /** At most fifty. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(limits.subscriptionRooms)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  roomIds: string[];

  /** `parley` unless given. */
  @OptionalNotNull()
  @IsIn(SUBSCRIPTION_FORMATS)
  format?: SubscriptionFormat;

  /** A bot of the caller. Without it a bot of this name is made and put into the rooms. */
  @OptionalNotNull()
  @IsUUID()
  botId?: string;

  @OptionalNotNull()
  @IsBoolean()
  includeHooks?: boolean;
}

export class MadeSubscription {
  subscription: Subscription;
  /**
   * What its events are signed with, after Standard Webhooks. Told here only.
   * @example 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw…'
   */
  secret: string;
}

export class SubscriptionSecret {
  /** @example 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw…' */
  secret: string;
}

/** What is absent stays as it is. */
export class ChangeSubscription {
  /** @example 'Tickets' */
  @OptionalNotNull()
  @Text(1, limits.displayName, { name: true, form: 'NFKC' })
  name?: string;

  @OptionalNotNull()
  @Text(1, limits.subscriptionUrl)
  url?: string;

  @OptionalNotNull()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(EVENT_TYPES.length)
  @ArrayUnique()
  @IsIn(EVENT_TYPES, { each: true })
  events?: EventType[];

  /** A room that is new here is told from now on. */
  @OptionalNotNull()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(limits.subscriptionRooms)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  roomIds?: string[];

  @OptionalNotNull()
  @IsIn(SUBSCRIPTION_FORMATS)
  format?: SubscriptionFormat;

  @OptionalNotNull()
  @IsBoolean()
  includeHooks?: boolean;

  /** Switched on again it sends what has waited, at once. */
  @OptionalNotNull()
  @IsBoolean()
  disabled?: boolean;
}

/** How a receiver answered an event that was sent by hand. */
export class SubscriptionTest {
  /** Null: no answer, or more than 64 kB of one. */
  status: number | null;
  /** Whether it took the event. */
  ok: boolean;
}

/** An event that the receiver refused, so that it was set aside. */
export class SubscriptionFailure {
  /** @example 'evt_0198c5a2-7c1e-7b52-9d2e-6f1f3f6f2b0a_57' */
  eventId: string;
  type: DeliveredType;
  roomId: string;
  /** Null where it is about the whole room. */
  messageId: string | null;
  /** @example 422 */
  status: number;
  at: string;
}

export class SubscriptionFailures {
  /** At most a hundred of seven days, newest first. */
  items: SubscriptionFailure[];
}
