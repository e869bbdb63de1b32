import { Type } from 'class-transformer';
import {
  IsIn,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { PageQuery } from '../common/page.ts';
import { OptionalNotNull } from '../common/validation/validation.ts';
import type { NotificationKind } from '../notifications/attention/attention.dto.ts';

export const PUSH_CONTENTS = ['full', 'sender', 'nothing'] as const;
/** What a notification of a device says: sender, room and words; the sender alone; nothing of all that. */
export type PushContent = (typeof PUSH_CONTENTS)[number];

/**
 * What was decided about pushing a message to a device, or what has become of it. A closed list, which clients translate:
 * - on its way: `waiting`; `sent` (the service has taken it), `shown` (the device has shown it);
 * - decided when the message came: `quiet` (paused, or quiet hours), `room_muted` (the room notifies of nothing, or is quiet
 *   for a while), `not_called` (nothing in it is for the person), `author` (their own), `read` (read before it was sent);
 * - decided when it was due: those again, and `online_read` (read within 30 seconds by a person who was online), `deleted`,
 *   `not_member`, `session_ended`, `device_gone` (the browser has no subscription any more);
 * - by the service: `too_large`, `refused`, `stale_key` (subscribed with a former key of this server), `expired` (not taken in
 *   time);
 * - `push_off`: this server sends no pushes.
 */
export const PUSH_REASONS = [
  'sent',
  'shown',
  'waiting',
  'quiet',
  'room_muted',
  'not_called',
  'author',
  'read',
  'online_read',
  'deleted',
  'not_member',
  'session_ended',
  'device_gone',
  'too_large',
  'refused',
  'stale_key',
  'expired',
  'push_off',
] as const;
export type PushReason = (typeof PUSH_REASONS)[number];

export const MAX_ENDPOINT_LENGTH = 2_048;

/** With which key browsers subscribe. */
export class PushKey {
  enabled: boolean;
  /** `applicationServerKey`: a point of P-256, base64url; null while pushes are off. */
  key: string | null;
  /** Why they are off: the operator has turned them off, or this server has no address of https. */
  reason: 'off' | 'no_https' | null;
}

/** The keys of a subscription, base64url. */
export class SubscriptionKeys {
  /** A point of P-256. */
  @Matches(/^[\w-]{87}=?$/, { message: 'p256dh must be 65 bytes in base64url' })
  p256dh: string;

  @Matches(/^[\w-]{22}(?:==)?$/, { message: 'auth must be 16 bytes in base64url' })
  auth: string;
}

/** `PushSubscription.toJSON()`. */
export class Subscription {
  @IsString()
  @MaxLength(MAX_ENDPOINT_LENGTH)
  endpoint: string;

  @IsOptional()
  @IsNumber()
  expirationTime?: number | null;

  @IsObject()
  @ValidateNested()
  @Type(() => SubscriptionKeys)
  keys: SubscriptionKeys;
}

export class PutPushDevice extends Subscription {
  /** `full` unless given. */
  @OptionalNotNull()
  @IsIn(PUSH_CONTENTS)
  content?: PushContent;
}

export class RenewPushDevice extends Subscription {
  @IsUUID()
  id: string;

  /** That of `PUT /push/devices`. */
  @IsString()
  @MaxLength(100)
  secret: string;
}

/** A browser that is notified by the push service of its maker. */
export class PushDevice {
  id: string;
  content: PushContent;
  /**
   * The host of the push service.
   * @example 'updates.push.services.mozilla.com'
   */
  service: string;
  /** What the browser called itself when its session began: a `User-Agent`. */
  device: string;
  createdAt: string;
  /** When the browser last came by. */
  seenAt: string;
  sentAt: string | null;
  shownAt: string | null;
  /** Whether it is that of the caller's session. */
  current: boolean;
}

export class MadePushDevice extends PushDevice {
  /** For `POST /push/renew`; told here only. */
  secret: string;
}

export class PushDevicePage {
  items: PushDevice[];
  next: string | null;
}

export class PushTest {
  /** Of the answer of the push service; 0: none within ten seconds. */
  status: number;
  /** Milliseconds until then. */
  ms: number;
}

export class PushShown {
  /** That of the notification. */
  @IsString()
  @MaxLength(200)
  token: string;
}

export class FindPushes extends PageQuery {
  /** Only about this message. */
  @IsOptional()
  @IsUUID()
  messageId?: string;
}

/** What was decided about pushing a message to a device. */
export class PushLogEntry {
  messageId: string;
  roomId: string;
  /** Null for a device that is gone, and where no device mattered. */
  deviceId: string | null;
  /** What the message is to the person; null where nothing in it is for them. */
  kind: NotificationKind | null;
  reason: PushReason;
  decidedAt: string;
  sentAt: string | null;
  shownAt: string | null;
  tries: number;
}

/** Newest message first. Entries are kept for three days. */
export class PushLog {
  items: PushLogEntry[];
  next: string | null;
}
